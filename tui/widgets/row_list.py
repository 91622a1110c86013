"""A list of rows that are drawn on demand, each under a key of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from textual.message import Message

from store.text.visible import visible
from tui.base.cells import crop
from tui.widgets.cursor_list import CursorList
from tui.widgets.painted import Line


class Row(msgspec.Struct, frozen=True):
    """One line of a list. A row without a key is a heading: the cursor skips it.

    `draw` makes the line for a width; the list adds the mark of the cursor and of the selection.
    """

    key: str | None
    draw: Callable[[int], Line]


def heading(text: str, inks: str = "dim") -> Row:
    """A line above rows."""
    return Row(None, lambda width: ((crop(visible(text), width), inks),))


class RowList(CursorList):
    """Shows rows; up and down move the cursor, `toggle` selects, Enter or a second click opens."""

    @dataclass
    class Moved(Message):
        """The cursor came to another row."""

        row_list: RowList
        key: str

        @property
        def control(self) -> RowList:
            """The list itself, for selectors."""
            return self.row_list

    @dataclass
    class Opened(Message):
        """A row was clicked a second time, or once where that is enough."""

        row_list: RowList
        key: str

        @property
        def control(self) -> RowList:
            """The list itself, for selectors."""
            return self.row_list

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002  (Textual's name)
        empty: str = "",
        one_click: bool = False,
    ) -> None:
        super().__init__(id=id, classes="rows")
        self._one_click = one_click
        self._empty = empty
        self._shown = False
        self._rows: tuple[Row, ...] = ()
        self._keys: tuple[str, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on its key where that is still there."""
        before = self.current
        self._shown = True
        self._rows = tuple(rows)
        self._keys = tuple(row.key for row in self._rows if row.key is not None)
        self._selected &= set(self._keys)
        stops = [line for line, row in enumerate(self._rows) if row.key is not None]
        at = self._keys.index(before) if before in self._keys else None
        self.lay_out(stops, len(self._rows), at)
        if self.current != before:
            self.came()

    @property
    def current(self) -> str | None:
        """The key under the cursor; None where it is on no row."""
        return self._keys[self._at] if self._keys and self._at >= 0 else None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The selected keys in the order of the rows, else the one under the cursor."""
        if self._selected:
            return tuple(key for key in self._keys if key in self._selected)
        return () if self.current is None else (self.current,)

    def go_to(self, key: str) -> None:
        """Put the cursor on a row."""
        if key in self._keys:
            self.go(self._keys.index(key))

    def key_at(self, at: int) -> str:
        """The key of a row."""
        return self._keys[at]

    def nothing(self) -> str:
        """What is said where there are no rows; nothing before it is known."""
        return self._empty if self._shown else ""

    def draw(self, line: int, width: int, *, here: bool, selected: bool) -> Line:
        """A row behind its marks, or a heading over the whole width."""
        row = self._rows[line]
        if row.key is None:
            return row.draw(width)
        marks = (">" if here else " ") + ("*" if selected else " ")
        return ((marks, "amber bold"), *row.draw(width - self.MARK_WIDTH))

    def came(self) -> None:
        """Tell which row the cursor came to."""
        if self.current is not None:
            self.post_message(self.Moved(self, self.current))

    def clicked(self, at: int, x: int, *, again: bool) -> None:  # noqa: ARG002  (of all lists)
        """Open a row by the second click, or the first where one is enough."""
        if again or self._one_click:
            self.post_message(self.Opened(self, self._keys[at]))
