"""A list in columns: what each is called, how wide it is, and what it says of a thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Generic, TypeVar

import msgspec

from tui.base.cells import crop, crop_middle, fit, width_of
from tui.widgets.painted import Line, Span
from tui.widgets.row_list import Row, RowList

Thing = TypeVar("Thing")
# A share is not narrower, even where that cuts what follows it.
_NARROWEST = 8


class Column(msgspec.Struct, Generic[Thing], frozen=True):
    """One column.

    Attributes:
        draw: what it says of a thing, and its inks.
        width: its cells with the gap after it, or what makes them of the list's; 0 for a share of
            what the others leave.
        title: its head, in `head` inks.
        least: cells that a share has at least, where there are so many.
        middle: whether the middle of a long text gives way, as of a name, not its end.
        tail: what stands at the right end.
        spare: whether it gives way where a share has less than `least`.
    """

    draw: Callable[[Thing], Span]
    width: int | Callable[[int], int] = 0
    title: str = ""
    least: int = _NARROWEST
    head: str = "dim"
    middle: bool = False
    tail: Callable[[Thing], Span] | None = None
    spare: bool = False

    def cells(self, width: int) -> int:
        """Its own cells in a list of so many; 0 for a share."""
        return self.width if isinstance(self.width, int) else self.width(width)

    def spans(self, thing: Thing, cells: int, gap: int) -> Iterator[Span]:
        """What the column says of a thing in so many cells, and a gap among them."""
        text, inks = self.draw(thing)
        tail = self.tail(thing) if self.tail else ("", "")
        room = cells - width_of(tail[0])
        yield fit((crop_middle if self.middle else crop)(text, room - gap), room), inks
        yield tail


class Table(Generic[Thing]):
    """Makes the rows of a list, and the heads over them, from its columns."""

    def __init__(self, *columns: Column[Thing]) -> None:
        self._columns = columns

    def row(self, key: str, thing: Thing) -> Row:
        """A row of the list."""
        return Row(key, partial(self._line, thing))

    def heads(self, width: int) -> Line:
        """The heads over the columns."""
        return [(fit(one.title, cells), one.head) for one, cells in self._laid_out(width)]

    def head_row(self) -> Row:
        """The heads as a row of the list itself, over its first."""
        marks = " " * RowList.MARK_WIDTH
        return Row(None, lambda width: ((marks, "dim"), *self.heads(width - len(marks))))

    def _line(self, thing: Thing, width: int) -> Line:
        last = self._columns[-1]
        return [
            span
            for one, cells in self._laid_out(width)
            for span in one.spans(thing, cells, gap=one is not last)
        ]

    def _laid_out(self, width: int) -> Iterator[tuple[Column[Thing], int]]:
        shown = self._columns
        fixed = [one.cells(width) for one in shown]
        if width - sum(fixed) < sum(one.least for one in shown if not one.width):
            shown = tuple(one for one in shown if not one.spare)
            fixed = [one.cells(width) for one in shown]
        left, sharing = max(width - sum(fixed), 0), fixed.count(0)
        for column, cells in zip(shown, fixed, strict=True):
            if not cells:
                cells = max(min(max(left // sharing, column.least), left), _NARROWEST)
                left, sharing = max(left - cells, 0), sharing - 1
            yield column, cells
