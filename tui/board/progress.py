"""Six bars: how far each of the six ones is, over what is its own total."""

from __future__ import annotations

from collections.abc import Sequence

from store.text.wording import Wording
from store.views.board.types import Progress
from tui.widgets.painted import Line, Painted, Span, crop, width_of


class SixBars(Painted):
    """A line of names with figures and a line of bars."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(id="bars")
        self._wording = wording
        self._progress: tuple[Progress, ...] = ()

    def show(self, progress: tuple[Progress, ...]) -> None:
        """Show other figures."""
        self._progress = progress
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
            head += [
                (crop(name, cell - 1) + " ", "text"),
                (done, "strong bold"),
                (total + " " * max(cell - used, 0), "dim"),
            ]
            bars += self._bar(bar, cell)
        return (head, bars)

    def _figure(self, bar: Progress) -> tuple[str, str]:
        """How many of how many; at a sub-committee's desk who does what is not its own."""
        if not bar.ours:
            return "", self._wording.say("submission_cell.department")
        return str(bar.done), f"/{bar.total}"

    def _names(self, cell: int) -> list[str]:
        """The longest names of which every one fits beside its figures."""
        for form in ("item_long", "item_short", "item_number"):
            names = [self._wording.say(f"{form}.{bar.item}") for bar in self._progress]
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
