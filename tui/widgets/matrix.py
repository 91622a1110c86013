"""The matrix of branches and items, drawn line by line on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.cache import LRUCache
from textual.geometry import Offset, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from store.visible import visible
from store.wording import Wording
from tui.board_messages import (
    BranchChosen,
    BranchOpened,
    CellClicked,
    SelectionChanged,
    UnitClicked,
)
from tui.widgets.matrix_columns import MARK_WIDTH, cell_line, column_at, columns_for, head_line
from tui.widgets.painted import Brush, Line, Painted, Span, crop
from tui.widgets.row_tags import name_spans, row_tags

if TYPE_CHECKING:
    from store.model import SubCommittee
    from store.views.types import BranchRow


class MatrixHead(Painted):
    """The heads of the matrix' columns."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(id="matrix-head")
        self._wording = wording

    def lines(self, width: int) -> Sequence[Line]:
        """The one line to draw; the matrix beside has a scroll bar of one cell."""
        return (head_line(columns_for(width - 1), self._wording),)


class Matrix(ScrollView, can_focus=True):
    """Rows with a cursor and a selection, grouped by sub-committee unless they are sorted."""

    BINDINGS = [  # noqa: RUF012  (Textual's way to declare keys)
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
    ]

    def __init__(self, wording: Wording) -> None:
        super().__init__(id="matrix")
        self._wording = wording
        self._brush = Brush("")
        self._rows: tuple[BranchRow, ...] = ()
        self._everyone: tuple[BranchRow, ...] = ()
        # A line is a row's index, or -1 - g for the g-th sub-committee's name.
        self._lines: list[int] = []
        self._line_of_row: list[int] = []
        self._groups: list[SubCommittee] = []
        self._flat = self._phones = False
        self._cursor = 0
        self._selected: set[str] = set()
        self._strips: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(512)

    def show(
        self,
        rows: tuple[BranchRow, ...],
        *,
        everyone: tuple[BranchRow, ...] | None = None,
        flat: bool = False,
        phones: bool = False,
    ) -> None:
        """Show other rows; the cursor stays on its branch where that is still there.

        Args:
            everyone: all rows that there are: a selected one may be out of sight.
            flat: the rows are sorted otherwise than by sub-committee.
            phones: beside each name stands who is to be called up.
        """
        before = self.current
        self._rows, self._flat, self._phones = rows, flat, phones
        self._everyone = rows if everyone is None else everyone
        self._lay_out()
        known = {row.branch.id: index for index, row in enumerate(rows)}
        here = known.get(before.branch.id) if before else 0
        self._cursor = min(self._cursor, max(len(rows) - 1, 0)) if here is None else here
        if self._selected:
            self._selected &= {row.branch.id for row in self._everyone}
            self.post_message(SelectionChanged(len(self._selected)))
        self._redraw()
        self._reveal()
        self._choose()

    def _lay_out(self) -> None:
        """Say which line shows which row or sub-committee."""
        if self._flat:
            self._groups = []
            self._lines = self._line_of_row = list(range(len(self._rows)))
            return
        self._lines, self._line_of_row, self._groups = [], [], []
        unit = None
        for index, row in enumerate(self._rows):
            if row.sub_committee is not unit:
                unit = row.sub_committee
                self._groups.append(unit)
                self._lines.append(-len(self._groups))
            self._line_of_row.append(len(self._lines))
            self._lines.append(index)

    @property
    def current(self) -> BranchRow | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def chosen(self) -> tuple[BranchRow, ...]:
        """The selected rows, else the one under the cursor."""
        return self.selected or (() if self.current is None else (self.current,))

    @property
    def selected(self) -> tuple[BranchRow, ...]:
        """The selected rows, those out of sight too."""
        if not self._selected:
            return ()
        return tuple(row for row in self._everyone if row.branch.id in self._selected)

    @property
    def rows(self) -> tuple[BranchRow, ...]:
        """The rows that are shown."""
        return self._rows

    def toggle(self) -> None:
        """Select the branch under the cursor or let it go, and step on."""
        if self.current is None:
            return
        self._selected ^= {self.current.branch.id}
        self._refresh_row(self._cursor)
        self.post_message(SelectionChanged(len(self._selected)))
        self.action_move(1)

    def toggle_unit(self) -> None:
        """Select all branches of the current sub-committee, or let them go if all are."""
        if self.current is None:
            return
        unit = self.current.sub_committee.id
        mine = {row.branch.id for row in self._rows if row.sub_committee.id == unit}
        self._selected = self._selected - mine if mine <= self._selected else self._selected | mine
        self.refresh()
        self.post_message(SelectionChanged(len(self._selected)))

    def saw(self, branch_id: str) -> None:
        """Take the mark of what is new off a branch: it was looked at."""
        self._rows = tuple(
            replace(row, fresh=0) if row.branch.id == branch_id else row for row in self._rows
        )
        self._strips.clear()
        self.refresh()

    def clear_selection(self) -> bool:
        """Let all selected branches go; False where there were none."""
        if not self._selected:
            return False
        self._selected = set()
        self.refresh()
        self.post_message(SelectionChanged(0))
        return True

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self._go(self._cursor + by * max(self.size.height - 1, 1))

    def action_edge(self, index: int) -> None:
        """Move the cursor to the first or the last row."""
        self._go(index % len(self._rows) if self._rows else 0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is: a cell is marked, a name opens by a second click."""
        line = event.y + self.scroll_offset.y
        if not 0 <= line < len(self._lines):
            return
        index = self._lines[line]
        if index < 0:
            self.post_message(UnitClicked(self._groups[-1 - index].id))
            return
        again = index == self._cursor
        self._go(index)
        column = column_at(columns_for(self.scrollable_content_region.width), event.x)
        if column is not None:
            self.post_message(CellClicked(self._rows[index], column))
        elif again:
            self.post_message(BranchOpened(self._rows[index]))

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self._redraw()
        self._reveal()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        if self._brush.theme != self.app.theme:
            self._brush = Brush(self.app.theme)
            self._strips.clear()
        width = self.scrollable_content_region.width
        place = y + self.scroll_offset.y
        if place >= len(self._lines):
            return self._empty(y, width)
        index = self._lines[place]
        here = index == self._cursor
        selected = index >= 0 and self._rows[index].branch.id in self._selected
        strip = self._strips.get((index, here, selected))
        if strip is None:
            line = self._group(index, width) if index < 0 else self._row(index, here, selected)
            strip = self._brush.strip(line, width, "chosen" if here else "sheet")
            self._strips[(index, here, selected)] = strip
        return strip

    def _empty(self, y: int, width: int) -> Strip:
        said = "" if self._lines or y else self._wording.say("board.no_rows")
        return self._brush.strip(((" " * MARK_WIDTH + said, "dim"),), width, "sheet")

    def _group(self, index: int, width: int) -> Line:
        unit = self._groups[-1 - index]
        staff = " ".join((*unit.staff, *unit.contacts)) if self._phones else ""
        return ((crop(visible(f"{unit.name}  {staff}".rstrip()), width), "dim"),)

    def _row(self, index: int, here: bool, selected: bool) -> Line:
        row = self._rows[index]
        columns = columns_for(self.scrollable_content_region.width)
        tags = row_tags(row, self._wording, flat=self._flat, phones=self._phones)
        mark = ">" if here else "+" if row.fresh else " "
        spans: list[Span] = [(mark + ("*" if selected else " "), "amber bold")]
        name = name_spans(row.branch.name, tags, columns.name)
        spans += [(text, "strong bold" if here and ink == "text" else ink) for text, ink in name]
        for cell, detail in zip(row.cells, columns.details, strict=True):
            spans += cell_line(cell, detail, self._wording)
        return spans

    def _redraw(self) -> None:
        self._strips.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._lines))
        self.refresh()

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self._rows) - 1))
        if not self._rows or index == self._cursor:
            return
        before, self._cursor = self._cursor, index
        self._refresh_row(before)
        self._refresh_row(index)
        self._reveal()
        self._choose()

    def _choose(self) -> None:
        if self.current is not None:
            self.post_message(BranchChosen(self.current))

    def _refresh_row(self, index: int) -> None:
        self.refresh_line(self._line_of_row[index])

    def _reveal(self) -> None:
        """Scroll so that the cursor is seen, with its sub-committee's name where it is first."""
        if not self._rows:
            return
        line = self._line_of_row[self._cursor]
        top, height = self.scroll_offset.y, self.size.height
        first = line - 1 if line and self._lines[line - 1] < 0 else line
        if first < top:
            self.scroll_to(y=first, animate=False)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False)
        if self.has_focus:
            # The terminal's own cursor is on the row: screen readers and magnifiers follow it.
            row = self.content_region.y + line - int(self.scroll_offset.y)
            self.app.cursor_position = Offset(self.content_region.x, row)
