"""A list with a cursor and a selection, drawn row by row on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.painted import Brush, Line, wrap


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. A row without a key is a heading: the cursor skips it.

    `draw` makes the line for a width; the list adds the mark of the cursor and of the selection.
    """

    key: str | None
    draw: Callable[[int], Line]


class RowList(ScrollView, can_focus=True):
    """Shows rows; up and down move the cursor, `toggle` selects, Enter or a second click opens."""

    BINDINGS = [  # noqa: RUF012  (Textual's way to declare keys)
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
    ]
    MARK_WIDTH = 2

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
        """A row was clicked a second time."""

        row_list: RowList
        key: str

        @property
        def control(self) -> RowList:
            """The list itself, for selectors."""
            return self.row_list

    def __init__(self, *, id: str | None = None, empty: str = "") -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id, classes="rows")
        self._brush = Brush("")
        self._empty = empty
        self._rows: tuple[Row, ...] = ()
        self._stops: list[int] = []
        self._at = 0
        self._selected: set[str] = set()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on its key where that is still there."""
        before = self.current
        self._rows = tuple(rows)
        self._stops = [index for index, row in enumerate(self._rows) if row.key is not None]
        keys = [self._rows[index].key for index in self._stops]
        self._at = keys.index(before) if before in keys else min(self._at, max(len(keys) - 1, 0))
        self._selected &= {key for key in keys if key is not None}
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))
        self.refresh()
        self._reveal()
        if self.current is not None and self.current != before:
            self.post_message(self.Moved(self, self.current))

    @property
    def current(self) -> str | None:
        """The key under the cursor."""
        return self._rows[self._stops[self._at]].key if self._stops else None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The selected keys in the order of the rows, else the one under the cursor."""
        if self._selected:
            return tuple(row.key for row in self._rows if row.key in self._selected and row.key)
        return () if self.current is None else (self.current,)

    @property
    def selected_count(self) -> int:
        """How many rows are selected."""
        return len(self._selected)

    def go_to(self, key: str) -> None:
        """Put the cursor on a row."""
        for at, index in enumerate(self._stops):
            if self._rows[index].key == key:
                self._go(at)

    def toggle(self) -> None:
        """Select the row under the cursor or let it go, and step on."""
        if self.current is not None:
            self._selected ^= {self.current}
            self.refresh()
            self.action_move(1)

    def select(self, keys: Sequence[str]) -> None:
        """Select exactly these rows."""
        self._selected = set(keys)
        self.refresh()

    def clear_selection(self) -> bool:
        """Let all selected rows go; False where there were none."""
        if not self._selected:
            return False
        self.select(())
        return True

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self._go(self._at + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self._go(self._at + by * max(self.size.height - 1, 1))

    def action_edge(self, at: int) -> None:
        """Move the cursor to the first or the last row."""
        self._go(at % len(self._stops) if self._stops else 0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click opens the row."""
        index = event.y + self.scroll_offset.y
        if index not in self._stops:
            return
        again = self._stops.index(index) == self._at
        self._go(self._stops.index(index))
        if again and self.current is not None:
            self.post_message(self.Opened(self, self.current))

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))
        self._reveal()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        if self._brush.theme != self.app.theme:
            self._brush = Brush(self.app.theme)
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self._rows):
            said = [] if self._rows else wrap(self._empty, max(width - self.MARK_WIDTH, 1))
            text = said[y] if y < len(said) else ""
            line: Line = ((" " * self.MARK_WIDTH + text, "dim"),)
            return self._brush.strip(line, width, "sheet")
        row = self._rows[index]
        here = row.key is not None and row.key == self.current
        if row.key is None:
            return self._brush.strip(row.draw(width), width, "sheet")
        marks = (">" if here else " ") + ("*" if row.key in self._selected else " ")
        line = ((marks, "amber bold"), *row.draw(width - self.MARK_WIDTH))
        return self._brush.strip(line, width, "chosen" if here else "sheet")

    def _go(self, at: int) -> None:
        at = max(0, min(at, len(self._stops) - 1))
        if not self._stops or at == self._at:
            return
        self._at = at
        self.refresh()
        self._reveal()
        if self.current is not None:
            self.post_message(self.Moved(self, self.current))

    def _reveal(self) -> None:
        """Scroll so that the cursor is seen, with the heading over it where it is first."""
        if not self._stops:
            return
        line = self._stops[self._at]
        top, height = self.scroll_offset.y, self.size.height
        first = line - 1 if line and self._rows[line - 1].key is None else line
        if first < top:
            self.scroll_to(y=first, animate=False)
        elif height and line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False)
