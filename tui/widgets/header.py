"""The head of the board: notice, mailbox, age of the last good sync, countdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from store.config import Workspace
from store.visible import visible
from store.wording import Wording
from tui.sync_words import Age
from tui.widgets.painted import Line, Painted, Span, spread, width_of
from tui.widgets.place_head import PHASE_INKS

if TYPE_CHECKING:
    from store.deadline import Countdown

# From this width on the countdown stands beside the title.
WIDE = 110


class BoardHeader(Painted):
    """Two lines on a wide terminal, three on a narrow one."""

    def __init__(self, workspace: Workspace, wording: Wording) -> None:
        super().__init__(id="header")
        self._workspace = workspace
        self._wording = wording
        self._countdown: Countdown | None = None
        self._age = Age()

    def tick(self, _now: datetime, countdown: Countdown) -> None:
        """Show another second."""
        self._countdown = countdown
        self.refresh()

    def show_age(self, age: Age) -> None:
        """Show how old the mail is."""
        self._age = age
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
        age = self._age
        parts = [visible(self._workspace.notice.number), visible(mailbox)]
        while parts and sum(width_of(part) + 2 for part in parts) + width_of(age.long) > width:
            parts.pop(0)
        return (*((part + "  ", "dim") for part in parts), (age.long, age.ink))
