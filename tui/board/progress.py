"""Bars: how far each of the six ones is, over what is its own total."""

from __future__ import annotations

from collections.abc import Sequence

from store.notice.deadline import describe_briefly
from store.notice.own_words import numbered_title
from store.text.wording import Wording
from store.views.board.types import DueDate, Progress
from tui.base.cells import crop, width_of
from tui.base.inks import PHASE_INKS
from tui.widgets.painted import Line, Painted, Span


class SixBars(Painted):
    """A line of names with figures and a line of bars."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(id="bars")
        self._wording = wording
        self._progress: tuple[Progress, ...] = ()
        self._dues: dict[str, DueDate] = {}

    def show(self, progress: tuple[Progress, ...], dues: tuple[DueDate, ...] = ()) -> None:
        """Show other figures, and the dates of items that have one."""
        self._progress = progress
        self._dues = {one.item: one for one in dues}
        self.refresh()

    def lines(self, width: int) -> Sequence[Line]:
        """The lines to draw."""
        if not self._progress:
            return ()
        cell = width // len(self._progress)
        names = self._names(cell)
        head: list[Span] = []
        bars: list[Span] = []
        for name, bar in zip(names, self._progress, strict=True):
            done, total = self._figure(bar)
            used = width_of(name) + 1 + width_of(done + total)
            due, ink = self._due(bar, cell - used - 1)
            head += [
                (crop(name, cell - 1) + " ", "text"),
                (done, "strong bold"),
                (total, "dim"),
                (due, ink),
                (" " * max(cell - used - width_of(due), 0), "dim"),
            ]
            bars += self._bar(bar, cell)
        return (head, bars)

    def _figure(self, bar: Progress) -> tuple[str, str]:
        """How many of how many; at a sub-committee's desk who does what is not its own."""
        if not bar.ours:
            return "", self._wording.say("submission_cell.department")
        return str(bar.done), f"/{bar.total}"

    def _due(self, bar: Progress, room: int) -> Span:
        """The date of an item with its countdown, as much of it as has room."""
        found = self._dues.get(bar.item)
        if found is None or not bar.ours or bar.done == bar.total:
            return ("", "dim")
        day = self._wording.say("cell.until", day=f"{found.until.month}-{found.until.day:02d}")
        left = describe_briefly(found.countdown, self._wording)
        ways = (f" {day} {left}", f" {day}")
        ink = PHASE_INKS[found.countdown.phase]
        return (next((way for way in ways if width_of(way) <= room), ""), ink)

    def _names(self, cell: int) -> list[str]:
        """The longest names of which every one fits beside its figures."""
        say, items = self._wording.say, [bar.item for bar in self._progress]
        for names in (
            [numbered_title(item, self._wording) for item in items],
            [say(f"item_short.{item}") for item in items],
            [say(f"item_number.{item}") for item in items],
        ):
            if all(
                width_of(name) + width_of("".join(self._figure(bar))) + 2 <= cell
                for name, bar in zip(names, self._progress, strict=True)
            ):
                return names
        return names

    def _bar(self, bar: Progress, cell: int) -> tuple[Span, ...]:
        length = cell - 2
        full = length * bar.done // bar.total if bar.total else 0
        full = max(full, 1) if bar.done else 0
        # Without colours the ground says nothing: then the cells themselves do.
        done, rest = ("=", "-") if self.app.no_color else (" ", " ")
        return (
            (done * full, "text on:done"),
            (rest * (length - full), "dim on:bar"),
            ("  ", "text"),
        )
