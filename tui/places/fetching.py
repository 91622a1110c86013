"""One file behind a link, fetched in a worker; the same key again or Esc stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from tui.dialogs.add_files import BehindLink

if TYPE_CHECKING:
    from store.views.board.links import LinkEntry
    from tui.places.place import Place

_REPORTS_PER_S = 4
_MEGABYTE = 1_000_000


class Fetching:
    """Fetches for one place; `arrived` is given the link and the file."""

    def __init__(self, place: Place[Any], arrived: Callable[[LinkEntry, Path], None]) -> None:
        self._place = place
        self._arrived = arrived
        self._stop: threading.Event | None = None

    @property
    def running(self) -> bool:
        """Whether a file is being fetched."""
        return self._stop is not None

    def start(self, entry: LinkEntry) -> None:
        """Fetch the file of a link; one at a time."""
        if self._stop is not None:
            self.stop()
            return
        self._stop = threading.Event()
        self._place.say("fetch.starting", host=entry.host)
        self._place.run_job(
            "fetch",
            partial(self._work, entry, self._stop),
            partial(self._over, entry),
            failed=self._failed,
        )

    def stop(self) -> None:
        """Let it end; what arrived is kept for the next time."""
        if self._stop is not None:
            self._stop.set()
            self._place.say("fetch.stopping")

    def leave(self) -> None:
        """Let it end without a word: the screen is going."""
        if self._stop is not None:
            self._stop.set()

    def _work(self, entry: LinkEntry, stop: threading.Event) -> Path | None:
        from mailsync.net.web import open_https
        from mailsync.sync.fetch_link import Fetch, fetch_link

        desk = self._place.desk
        part = desk.workspace.spool / f"{entry.subject.replace(':', '-')}.part"
        last = 0.0

        def progress(done: int, total: int | None) -> None:
            nonlocal last
            if monotonic() - last < 1 / _REPORTS_PER_S or stop.is_set():
                return
            last = monotonic()
            self._place.tell(partial(self._moved, done, total))

        return fetch_link(
            Fetch(entry.url, part, demo=desk.workspace.settings.demo),
            progress=progress,
            stop=stop.is_set,
            opener=desk.opener or open_https,
        )

    def _moved(self, done: int, total: int | None) -> None:
        if self._stop is None or self._stop.is_set():
            return
        done_mb, total_mb = f"{done / _MEGABYTE:.1f}", f"{(total or done) / _MEGABYTE:.1f}"
        code = "fetch.progress" if total else "fetch.progress_unsized"
        self._place.say(code, done=done_mb, total=total_mb)

    def _over(self, entry: LinkEntry, file: Path | None) -> None:
        self._stop = None
        if file is None:
            self._place.say("fetch.stopped")
        else:
            self._arrived(entry, file)

    def _failed(self) -> None:
        self._stop = None


def behind(entry: LinkEntry) -> BehindLink:
    """A link as the form for taking files in wants it."""
    return BehindLink(entry.subject, entry.name, entry.received.received_at, entry.kind)
