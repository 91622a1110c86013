"""The head line of a place: its title, what it counts, the countdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from store.notice.deadline import Countdown, describe_briefly, describe_countdown
from tui.base.cells import CUT
from tui.base.desk import Desk
from tui.base.inks import PHASE_INKS
from tui.base.sync_words import Age
from tui.widgets.painted import Line, Painted, Span, line_width, spread

# From this width on the age of the mail is a whole sentence.
WIDE = 110
# What ends a count; the label of a count and its figure may be two runs.
GAP = "  "


class PlaceHead(Painted):
    """One line: title and counts, then the age of the mail and the countdown."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(id="place-head")
        self._desk = desk
        self._name = name
        self._counts: Line = ()
        self._countdown: Countdown | None = None
        self._age = Age()

    def count(self, line: Line) -> None:
        """Show other words behind the title."""
        self._counts = line
        self.refresh()

    def show_age(self, age: Age) -> None:
        """Show how old the mail is."""
        self._age = age
        self.refresh()

    def tick(self, _now: datetime, countdown: Countdown) -> None:
        """Show another second."""
        self._countdown = countdown
        self.refresh()

    def lines(self, width: int) -> Sequence[Line]:
        """The line to draw."""
        say = self._desk.wording.say
        title: Span = (say(f"place.{self._name}") + GAP, "strong bold")
        age = self._age.long if width >= WIDE else self._age.short
        right: Line = ((age + "  " if age else "", self._age.ink), self._left(width))
        room = width - line_width((title, *right)) - 1
        return (spread((title, *whole_counts(self._counts, room)), right, width),)

    def _left(self, width: int) -> Span:
        if self._countdown is None:
            return ("", "text")

        describe = describe_countdown if width >= WIDE else describe_briefly
        text = describe(self._countdown, self._desk.wording)
        return (text, PHASE_INKS[self._countdown.phase])


def whole_counts(counts: Line, room: int) -> Line:
    """The counts that fit in `room` cells whole, and dots for the rest: half a count misleads."""
    if line_width(counts) <= room:
        return counts
    ended = 0
    for at, (text, _) in enumerate(counts, start=1):
        if line_width(counts[:at]) + len(CUT) > room:
            break
        if text.endswith(GAP):
            ended = at
    return (*counts[:ended], (CUT, "dim"))
