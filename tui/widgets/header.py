"""The head of the board: notice, mailbox, age of the last good sync, countdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from store.config import Workspace
from store.visible import visible
from store.wording import Wording
from tui.widgets.painted import Line, Painted, Span, spread, width_of
from tui.widgets.place_head import PHASE_INKS

if TYPE_CHECKING:
    from store.deadline import Countdown
    from store.views.types import SyncStatus

# A sync older than this is amber (the user's figure).
STALE_AFTER = timedelta(minutes=15)
# From this width on the countdown stands beside the title.
WIDE = 110


class BoardHeader(Painted):
    """Two lines on a wide terminal, three on a narrow one."""

    def __init__(self, workspace: Workspace, wording: Wording) -> None:
        super().__init__(id="header")
        self._workspace = workspace
        self._wording = wording
        self._now: datetime | None = None
        self._countdown: Countdown | None = None
        self._sync: SyncStatus | None = None
        self._failed: str | None = None

    def tick(self, now: datetime, countdown: Countdown) -> None:
        """Show another second."""
        self._now, self._countdown = now, countdown
        self.refresh()

    def show_sync(self, sync: SyncStatus) -> None:
        """Show how old the mail is."""
        if self._sync is not None and sync.last_good != self._sync.last_good:
            self._failed = None
        self._sync = sync
        self.refresh()

    def fail(self, code: str) -> None:
        """Show why a sync could not even begin, until one goes well."""
        self._failed = code
        self.refresh()

    def lines(self, width: int) -> Sequence[Line]:
        """The lines to draw."""
        say, notice = self._wording.say, self._workspace.notice
        title: Line = (
            (say("board.name"), "strong bold"),
            ("  " + visible(notice.short_title), "text"),
        )
        deadline = self._workspace.settings.deadline
        due = say(
            "board.due",
            month=deadline.month,
            day=deadline.day,
            clock=f"{deadline.hour}:{deadline.minute:02d}",
        )
        if width >= WIDE:
            return (
                spread(title, ((due, "text"),), width),
                spread(self._mailbox(width - 45), (self._left(),), width),
            )
        return (title, self._mailbox(width), ((due + "  ", "text"), self._left()))

    def _left(self) -> Span:
        if self._countdown is None:
            return ("", "text")
        from store.deadline import describe_countdown

        text = describe_countdown(self._countdown, self._wording)
        return (text, PHASE_INKS[self._countdown.phase])

    def _mailbox(self, width: int) -> Line:
        """Number, mailbox and age; the number and then the mailbox give way to the age."""
        mail = self._workspace.settings.mail
        mailbox = mail.user or self._wording.say("board.folder", path=mail.path)
        age, ink = self._age()
        parts = [visible(self._workspace.notice.number), visible(mailbox)]
        while parts and sum(width_of(part) + 2 for part in parts) + width_of(age) > width:
            parts.pop(0)
        return (*((part + "  ", "dim") for part in parts), (age, ink))

    def _age(self) -> tuple[str, str]:
        say, sync, now = self._wording.say, self._sync, self._now
        if sync is None or now is None:
            return "", "dim"
        if sync.last_good is None:
            age = say("sync.never")
        else:
            minutes = max(int((now - sync.last_good).total_seconds()) // 60, 0)
            age = self._ago(minutes)
        error = self._failed or sync.error
        if error is not None:
            code = f"sync_failed.{error}"
            why = say(code if self._wording.has(code) else "sync_failed.other")
            return say("sync.failed", why=why, age=age), "amber"
        if sync.last_good is None:
            return age, "amber"
        said = say("sync.good", age=age, n=sync.last_new)
        return said, "amber" if now - sync.last_good > STALE_AFTER else "dim"

    def _ago(self, minutes: int) -> str:
        if minutes < 1:
            return self._wording.say("sync.now")
        if minutes < 60:
            return self._wording.say("sync.minutes", n=minutes)
        if minutes < 48 * 60:
            return self._wording.say("sync.hours", n=minutes // 60)
        return self._wording.say("sync.days", n=minutes // (24 * 60))
