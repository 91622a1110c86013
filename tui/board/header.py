"""The head of the board: notice, mailbox, age of the last good sync, countdown.

On the day of the deadline it is large: a clock in big figures, and what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.geometry import Size

from store.notice.deadline import Countdown, clock_left, describe_briefly, describe_countdown
from store.text.kinds import Item
from store.text.visible import visible
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.base import sync_words
from tui.base.cells import crop, fit, width_of
from tui.base.inks import PHASE_INKS
from tui.board import big_clock
from tui.widgets.painted import Line, Painted, Span, line_width, spread

if TYPE_CHECKING:
    from store.views.board.types import DashboardView

# From this width on the countdown stands beside the title.
WIDE = 110
# From this height on there is room for large figures on the last day.
LARGE_FROM = 32


class BoardHeader(Painted):
    """Two lines on a wide terminal, three on a narrow one, more on the last day."""

    def __init__(self, workspace: Workspace, wording: Wording) -> None:
        super().__init__(id="header")
        self._workspace = workspace
        self._wording = wording
        self._countdown: Countdown | None = None
        self._age: sync_words.Age | None = None
        self._missing: tuple[int, int] = (0, 0)
        self._asked_by = workspace.asked_by

    def tick(self, _now: datetime, countdown: Countdown) -> None:
        """Show another second."""
        self._countdown = countdown
        self.fit(self.app.size)
        self.refresh()

    def show(self, view: DashboardView) -> None:
        """Show what is missing of what is due."""
        left = {one.item: one.total - one.done for one in view.progress}
        self._missing = (left.get(Item.PLAN, 0), left.get(Item.VIDEO, 0))
        self.refresh()

    def show_age(self, age: sync_words.Age) -> None:
        """Show how old the mail is."""
        self._age = age
        self.refresh()

    def fit(self, size: Size) -> None:
        """Take the lines that the terminal has room for."""
        self.styles.height = len(self.lines(size.width - 2, size.height))

    @property
    def _last_day(self) -> bool:
        """Whether the deadline is today, before it or after."""
        counted = self._countdown
        return counted is not None and (
            counted.phase == "red" or (counted.phase == "over" and counted.days_over == 0)
        )

    def lines(self, width: int, height: int | None = None) -> Sequence[Line]:
        """The lines to draw."""
        large = self._last_day and (height or self.app.size.height) >= LARGE_FROM
        if large:
            return (*self._small(width)[:2], (), *self._clock(width))
        if self._last_day:
            return (*self._small(width)[:2], self._band(width))
        return self._small(width)

    def _band(self, width: int) -> Line:
        """Where there is no room for large figures, a line of the whole width stands out."""
        say, (plan, video) = self._wording.say, self._missing
        parts = [
            " " + self._left()[0],
            say("last_day.plan", n=plan),
            say("last_day.video", n=video),
            say("last_day.call"),
        ]
        # What has no room is left out, the hint first.
        while len(parts) > 1 and width_of("   ".join(parts)) > width:
            parts.pop()
        return ((fit("   ".join(parts), width), "ground bold on:red"),)

    def _clock(self, width: int) -> list[Line]:
        """The time that is left in large figures, and beside it what is missing."""
        say = self._wording.say
        assert self._countdown is not None
        clock = clock_left(self._countdown)
        figures = big_clock.big_clock(clock, "red", wide=width >= WIDE, plain=self.app.no_color)
        plan, video = self._missing
        beside: list[Span] = [
            ("", "text"),
            (
                say("last_day.over" if self._countdown.phase == "over" else "last_day.left"),
                "red bold",
            ),
            (say("last_day.plan", n=plan), "strong bold"),
            (say("last_day.video", n=video), "strong bold"),
            (say("last_day.call"), "dim"),
        ]
        return [
            (*line, (crop("  " + text, max(width - line_width(line), 0)), ink))
            for line, (text, ink) in zip(figures, beside, strict=True)
        ]

    def _small(self, width: int) -> Sequence[Line]:
        say, notice = self._wording.say, self._workspace.notice
        title: Line = (
            (say("board.name"), "strong bold"),
            ("  " + visible(notice.short_title), "text"),
        )
        due = self._due()
        if width >= WIDE:
            return (
                spread(title, ((due, "text"),), width),
                spread(self._mailbox(width - 45), (self._left(),), width),
            )
        room = width - width_of(due) - 2
        return (title, self._mailbox(width), ((due + "  ", "text"), self._left(room)))

    def _due(self) -> str:
        """The date that branches are asked by; beside a sub-committee's own one the notice's."""
        workspace = self._workspace

        def said(code: str, at: datetime) -> str:
            clock = f"{at.hour}:{at.minute:02d}"
            return self._wording.say(code, month=at.month, day=at.day, clock=clock)

        if workspace.office == "department":
            return said("board.due", workspace.settings.deadline)
        handed = said("board.due_handed", workspace.settings.deadline)
        return f"{said('board.due_own', self._asked_by)}  {handed}"

    def _left(self, room: int = 0) -> Span:
        """How long is left, in few words where `room` is given and there is none for more."""
        if self._countdown is None:
            return ("", "text")
        text = describe_countdown(self._countdown, self._wording)
        if room and width_of(text) > room:
            text = describe_briefly(self._countdown, self._wording)
        return (text, PHASE_INKS[self._countdown.phase])

    def _mailbox(self, width: int) -> Line:
        """Number, mailbox and age; the number and then the mailbox give way to the age."""
        mail = self._workspace.settings.mail
        mailbox = mail.user or self._wording.say("board.folder", path=mail.path)
        if self._workspace.archived:
            mailbox = self._wording.say("board.archived")
        elif self._workspace.closed:
            mailbox = self._wording.say("board.closed", mailbox=mailbox)
        age, ink = ("", "dim") if self._age is None else (self._age.long, self._age.ink)
        number: Span = (visible(self._workspace.notice.number), "dim")
        if self._workspace.notice_is_old:
            wanted = self._workspace.settings.deadline.year
            number = (self._wording.say("notice.none_yet", wanted=wanted), "amber")
        parts = [number, (visible(mailbox), "dim")]
        while parts and sum(width_of(part) + 2 for part, _ in parts) + width_of(age) > width:
            parts.pop(1 if self._workspace.notice_is_old and len(parts) > 1 else 0)
        return (*((part + "  ", shade) for part, shade in parts), (age, ink))
