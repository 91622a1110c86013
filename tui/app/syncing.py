"""The sync of a running dashboard: by itself or by a key, one at a time, stopped by a key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

from store.errors import SixOnesError
from store.keeping import freeze
from store.views.board import sync_status
from store.workspace import freshness
from tui.base import jobs, sync_words
from tui.base.desk import Desk
from tui.base.job_host import JobHost
from tui.base.messages import SyncMoved

if TYPE_CHECKING:
    from store.db.database import Store
    from store.views.board.types import SyncStatus

# Reports of a sync are thinned to this many a second.
REPORTS_PER_S = 8
# How often it is seen to that the list of the deadline stands.
LIST_EVERY_S = 60.0
# From then on it is said which server is waited for.
CONNECTING_AFTER_S = 3
# Says a sentence in an ink on the place in front.
Say = Callable[[str, str], None]


class _Running(msgspec.Struct):
    """One sync under way; `quiet` where nobody asked for it, `heard` once the mailbox answered."""

    stop: threading.Event
    quiet: bool
    begun: float = msgspec.field(default_factory=monotonic)
    heard: bool = False


class Syncing:
    """Starts, stops and tells of syncs; knows how old the mail is.

    A sync that begins by itself speaks only where it brought something, or fails otherwise than
    the one before.
    """

    def __init__(
        self, host: JobHost, desk: Desk, say: Say, over: Callable[[], None], *, by_itself: bool
    ) -> None:
        self._host = host
        self._desk = desk
        self._say = say
        self._over = over
        self._by_itself = by_itself
        self._running: _Running | None = None
        self._status: SyncStatus | None = None
        self._failed: str | None = None
        self._tried: datetime | None = None
        self._began_quietly = False
        self._freezing = False
        self._look_at_list = 0.0

    def use(self, desk: Desk) -> None:
        """Go on with other settings or words; a running sync ends with those it began with."""
        self._desk = desk

    @property
    def heard(self) -> bool:
        """Whether a sync runs that was asked for, or that shows how far it is."""
        return self._running is not None and not self._running.quiet

    # -- how old the mail is ---------------------------------------------------------------

    def look(self, store: Store) -> None:
        """Read when the mailbox was last read, by whichever program."""
        before, self._status = self._status, sync_status.sync_status(store)
        if before is not None and before.last_good != self._status.last_good:
            self._failed = None

    def age(self, now: datetime) -> sync_words.Age:
        """How old the mail is, in words; of an archive the moment that it is of."""
        if self._desk.workspace.archived:
            dates = self._desk.workspace.notice.dates
            shown = dates.minute(now)
            said = self._desk.wording.say("board.archived_at", as_of=shown)
            return sync_words.Age(said, said, "dim")
        if self._status is None:
            return sync_words.Age()
        return sync_words.age_of(self._status, self._failed, now, self._desk.wording)

    # -- starting and stopping -------------------------------------------------------------

    def tick(self, now: datetime) -> None:
        """Begin a sync where one is due, and see to the list of the deadline.

        Say of a mailbox that does not answer how long it has been waited for.
        """
        self._say_waiting()
        if not self._by_itself or self._status is None or self._running is not None:
            return
        # What the last window left half-way is taken up at once; what a person stopped here is not.
        half_way = self._tried is None and self._status.error == "sync.stopped"
        due = freshness.sync_due(
            now,
            (self._tried, None if half_way else self._status.last_begun),
            every_minutes=self._desk.workspace.settings.sync_minutes,
            must_see=freeze.settled_at(self._desk.workspace),
            failed=self._failed or self._status.error,
        )
        if due:
            self._start(quiet=True)
        elif now >= freeze.settled_at(self._desk.workspace) and monotonic() >= self._look_at_list:
            # Whoever read the mailbox after the deadline, the list is written by the first one.
            self._look_at_list = monotonic() + LIST_EVERY_S
            self._freeze(quiet=True)

    def _say_waiting(self) -> None:
        running, mail = self._running, self._desk.workspace.settings.mail
        if running is None or running.quiet or running.heard or running.stop.is_set():
            return
        seconds = int(monotonic() - running.begun)
        if mail.kind == "imap" and seconds >= CONNECTING_AFTER_S:
            wording = self._desk.wording
            said = wording.say("sync.connecting", host=mail.host, port=mail.port, seconds=seconds)
            self._say(said, "text")

    def toggle(self) -> None:
        """Start a sync; while one runs, stop it."""
        if self._running is not None and not self._running.quiet:
            self.stop()
        elif self._running is not None:
            # It is what the key asks for; from now on it speaks.
            self._running.quiet = self._began_quietly = False
            self._say(self._desk.wording.say("sync.starting"), "text")
        else:
            self._start(quiet=False)

    def _start(self, *, quiet: bool) -> None:
        self._running = _Running(threading.Event(), quiet)
        self._began_quietly = quiet
        self._tried = self._desk.clock()
        if not quiet:
            self._say(self._desk.wording.say("sync.starting"), "text")
        work = partial(self._sync, self._running.stop)
        self._host.run_job("sync", work, self._came, failed=self._broke)

    def stop(self) -> None:
        """Let a running sync end after the mail in hand."""
        if self._running is not None:
            self._running.stop.set()
            self._say(self._desk.wording.say("sync.stopping"), "text")

    def leave(self) -> None:
        """Let a running sync end, without a word: the screens are going."""
        if self._running is not None:
            self._running.stop.set()

    # -- what comes of it ------------------------------------------------------------------

    def moved(self, progress: jobs.SyncProgress) -> None:
        """Show how far the sync is."""
        running = self._running
        if running is not None:
            running.heard = True
        if running is None or running.stop.is_set() or (running.quiet and not progress.mails_total):
            return
        running.quiet = False
        self._say(sync_words.progress_text(progress, self._desk.wording), "text")

    def silent(self, error: BaseException) -> bool:
        """Take a failure in; whether it needs no sentence, having been told before."""
        code = error.code if isinstance(error, SixOnesError) else "other"
        if self._began_quietly and code == "sync.locked":
            # Another window reads the same mailbox; its mail appears here too.
            return True
        told, self._failed = self._failed, code
        return self._began_quietly and code == told

    def _sync(self, stop: threading.Event) -> jobs.SyncResult:
        last = 0.0

        def report(progress: jobs.SyncProgress) -> None:
            nonlocal last
            if stop.is_set() or monotonic() - last < 1 / REPORTS_PER_S:
                return
            last = monotonic()
            self._host.post_message(SyncMoved(progress))

        desk = self._desk
        return jobs.run_sync(
            desk.workspace, desk.password, clock=desk.clock, stop=stop.is_set, report=report
        )

    def _came(self, result: jobs.SyncResult) -> None:
        quiet = self._running is not None and self._running.quiet
        self._running = None
        self._failed = None
        if result.frozen:
            self._say(self._desk.wording.say("frozen.written"), "done")
        elif not quiet or result.new or result.problems or result.stopped or result.left:
            ink = "amber" if result.problems or result.stopped else "done"
            self._say(sync_words.result_text(result, self._desk.wording), ink)
        self._over()

    def _broke(self) -> None:
        self._running = None
        self._over()
        self._freeze()

    def _freeze(self, *, quiet: bool = False) -> None:
        """Write the list of the deadline where it is due; `quiet` after a good look at the mail."""
        if self._freezing:
            return
        self._freezing = True
        desk = self._desk
        self._host.run_job(
            "freeze",
            partial(jobs.freeze_if_due, desk.workspace, now=desk.clock()),
            partial(self._frozen, quiet),
            failed=self._not_frozen,
        )

    def _frozen(self, quiet: bool, written: bool) -> None:
        self._freezing = False
        if not written:
            return
        if quiet:
            self._say(self._desk.wording.say("frozen.written"), "done")
        else:
            self._say(self._desk.wording.say("frozen.written_without_mail"), "amber")
        self._over()

    def _not_frozen(self) -> None:
        self._freezing = False
