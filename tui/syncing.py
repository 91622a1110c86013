"""The sync of a running dashboard: one at a time, in a worker, stopped by a key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from tui.desk import Desk
from tui.job_host import JobHost
from tui.messages import SyncMoved

if TYPE_CHECKING:
    from tui.jobs import SyncProgress, SyncResult

# Reports of a sync are thinned to this many a second.
REPORTS_PER_S = 8
# Says a sentence in an ink on the place in front.
Say = Callable[[str, str], None]


class Syncing:
    """Starts, stops and tells of syncs."""

    def __init__(self, host: JobHost, desk: Desk, say: Say, over: Callable[[], None]) -> None:
        self._host = host
        self._desk = desk
        self._say = say
        self._over = over
        self._stop: threading.Event | None = None

    @property
    def running(self) -> bool:
        """Whether a sync runs."""
        return self._stop is not None

    def toggle(self) -> None:
        """Start a sync; while one runs, stop it."""
        if self._stop is not None:
            self.stop()
            return
        self._stop = threading.Event()
        self._say(self._desk.wording.say("sync.starting"), "text")
        work = partial(self._sync, self._stop)
        self._host.run_job("sync", work, self._came, failed=self._broke)

    def stop(self) -> None:
        """Let a running sync end after the mail in hand."""
        if self._stop is not None:
            self._stop.set()
            self._say(self._desk.wording.say("sync.stopping"), "text")

    def leave(self) -> None:
        """Let a running sync end, without a word: the screens are going."""
        if self._stop is not None:
            self._stop.set()

    def moved(self, progress: SyncProgress) -> None:
        """Show how far the sync is."""
        from tui.sync_words import progress_text

        if self._stop is not None and not self._stop.is_set():
            self._say(progress_text(progress, self._desk.wording), "text")

    def _sync(self, stop: threading.Event) -> SyncResult:
        from tui import jobs

        last = 0.0

        def report(progress: SyncProgress) -> None:
            nonlocal last
            if stop.is_set() or monotonic() - last < 1 / REPORTS_PER_S:
                return
            last = monotonic()
            self._host.post_message(SyncMoved(progress))

        desk = self._desk
        return jobs.run_sync(
            desk.workspace, desk.password, clock=desk.clock, stop=stop.is_set, report=report
        )

    def _came(self, result: SyncResult) -> None:
        from tui.sync_words import result_text

        self._stop = None
        ink = "amber" if result.problems or result.stopped else "done"
        self._say(result_text(result, self._desk.wording), ink)
        self._over()

    def _broke(self) -> None:
        self._stop = None
        self._over()
