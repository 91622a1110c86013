"""The matrix of branches and items, drawn line by line on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from store.model import SubCommittee
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.types import BranchRow
from tui.board.columns import cell_line, column_at, columns_for, head_line
from tui.board.messages import (
    BranchChosen,
    BranchOpened,
    CellClicked,
    SelectionChanged,
    UnitClicked,
)
from tui.board.row_tags import name_spans, row_tags
from tui.widgets.cursor_list import CursorList
from tui.widgets.painted import Line, Painted, Span, crop


class MatrixHead(Painted):
    """The heads of the matrix' columns."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(id="matrix-head")
        self._wording = wording

    def lines(self, width: int) -> Sequence[Line]:
        """The one line to draw; the matrix beside has a scroll bar of one cell."""
        return (head_line(columns_for(width - 1), self._wording),)


class Matrix(CursorList):
    """Rows of branches, grouped by sub-committee unless they are sorted."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(id="matrix")
        self._wording = wording
        self._rows: tuple[BranchRow, ...] = ()
        self._everyone: tuple[BranchRow, ...] = ()
        # A line is a row's index, or -1 - g for the g-th sub-committee's name.
        self._lines: list[int] = []
        self._groups: list[SubCommittee] = []
        self._flat = self._phones = self._known = False

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
        self._known = True
        self._rows, self._flat, self._phones = rows, flat, phones
        self._everyone = rows if everyone is None else everyone
        if self._selected:
            self._selected &= {row.branch.id for row in self._everyone}
            self.selection_changed()
        known = {row.branch.id: index for index, row in enumerate(rows)}
        stops = self._stops_among_names()
        self.lay_out(stops, len(self._lines), known.get(before.branch.id) if before else 0)
        self.came()

    def _stops_among_names(self) -> Sequence[int]:
        """Say which line shows which row or sub-committee; the lines of the rows."""
        self._groups = []
        if self._flat:
            self._lines = list(range(len(self._rows)))
            return self._lines
        lines: list[int] = []
        stops: list[int] = []
        unit = None
        for index, row in enumerate(self._rows):
            if row.sub_committee is not unit:
                unit = row.sub_committee
                self._groups.append(unit)
                lines.append(-len(self._groups))
            stops.append(len(lines))
            lines.append(index)
        self._lines = lines
        return stops

    @property
    def current(self) -> BranchRow | None:
        """The row under the cursor."""
        return self._rows[self._at] if self._rows else None

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

    def toggle_unit(self) -> None:
        """Select all branches of the current sub-committee, or let them go if all are."""
        if self.current is None:
            return
        unit = self.current.sub_committee.id
        mine = {row.branch.id for row in self._rows if row.sub_committee.id == unit}
        self.select(self._selected - mine if mine <= self._selected else self._selected | mine)

    def saw(self, branch_id: str) -> None:
        """Take the mark of what is new off a branch: it was looked at."""
        self._rows = tuple(
            replace(row, fresh=0) if row.branch.id == branch_id else row for row in self._rows
        )
        self.refresh()

    def key_at(self, at: int) -> str:
        """The branch of a row."""
        return self._rows[at].branch.id

    def nothing(self) -> str:
        """What is said where no branch is shown; nothing until the board was read."""
        if not self._known:
            return ""
        return self._wording.say("finding.none" if self._everyone else "board.no_rows")

    def draw(self, line: int, width: int, *, here: bool, selected: bool) -> Line:
        """A row, or the name of a sub-committee."""
        index = self._lines[line]
        return self._group(index, width) if index < 0 else self._row(index, width, here, selected)

    def came(self) -> None:
        """Tell which branch the cursor came to."""
        if self.current is not None:
            self.screen.post_message(BranchChosen(self.current))

    def selection_changed(self) -> None:
        """Tell how many branches are selected."""
        self.post_message(SelectionChanged(len(self._selected)))

    def clicked(self, at: int, x: int, *, again: bool) -> None:
        """Mark a cell, or open a branch by a second click on its name."""
        column = column_at(columns_for(self.scrollable_content_region.width), x)
        if column is not None:
            self.post_message(CellClicked(self._rows[at], column))
        elif again:
            self.post_message(BranchOpened(self._rows[at]))

    def heading_clicked(self, line: int) -> None:
        """Show one sub-committee only, or all again."""
        self.post_message(UnitClicked(self._groups[-1 - self._lines[line]].id))

    def _group(self, index: int, width: int) -> Line:
        unit = self._groups[-1 - index]
        staff = " ".join((*unit.staff, *unit.contacts)) if self._phones else ""
        return ((crop(visible(f"{unit.name}  {staff}".rstrip()), width), "dim"),)

    def _row(self, index: int, width: int, here: bool, selected: bool) -> Line:
        row = self._rows[index]
        columns = columns_for(width)
        tags = row_tags(row, self._wording, flat=self._flat, phones=self._phones)
        mark = ">" if here else "+" if row.fresh else " "
        spans: list[Span] = [(mark + ("*" if selected else " "), "amber bold")]
        name = name_spans(row.branch.name, tags, columns.name)
        spans += [(text, "strong bold" if here and ink == "text" else ink) for text, ink in name]
        for cell, detail in zip(row.cells, columns.details, strict=True):
            spans += cell_line(cell, detail, self._wording)
        return spans
