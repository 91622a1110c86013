"""The head line of a place: its title, what it counts, the countdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tui.desk import Desk
from tui.widgets.painted import Line, Painted, Span, spread

if TYPE_CHECKING:
    from store.deadline import Countdown

PHASE_INKS = {"calm": "strong bold", "amber": "amber bold", "red": "red bold", "over": "red bold"}


class PlaceHead(Painted):
    """One line; `count` adds inked words behind the title."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(id="place-head")
        self._desk = desk
        self._name = name
        self._counts: Line = ()
        self._countdown: Countdown | None = None

    def count(self, line: Line) -> None:
        """Show other words behind the title."""
        self._counts = line
        self.refresh()

    def tick(self, _now: datetime, countdown: Countdown) -> None:
        """Show another second."""
        self._countdown = countdown
        self.refresh()

    def lines(self, width: int) -> Sequence[Line]:
        """The line to draw."""
        say = self._desk.wording.say
        title: Line = ((say(f"place.{self._name}") + "  ", "strong bold"), *self._counts)
        return (spread(title, (self._left(),), width),)

    def _left(self) -> Span:
        if self._countdown is None:
            return ("", "text")
        from store.deadline import describe_countdown

        text = describe_countdown(self._countdown, self._desk.wording)
        return (text, PHASE_INKS[self._countdown.phase])
