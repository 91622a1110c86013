"""The matrix of branches and items, drawn line by line on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from textual import events
from textual.cache import LRUCache
from textual.message import Message

from store.model import SubCommittee
from store.roster.name_keys import name_under
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.types import BranchRow
from tui.base.cells import crop
from tui.board.columns import Columns, cell_line, column_at, head_line
from tui.board.row_tags import name_spans, row_tags
from tui.widgets.cursor_list import CursorList
from tui.widgets.painted import Line, Painted, Span

# How many drawn rows are kept: of a letter typed and taken back most are those of before.
_DRAWN = 512
# A row by its id, its width; whether it is the cursor's, selected, without a heading, with phones.
_Look = tuple[int, int, bool, bool, bool, bool]


class MatrixHead(Painted):
    """The heads of the matrix' columns."""

    @dataclass
    class ColumnClicked(Message):
        """A head was clicked: the column, None for the names."""

        column: str | None

    def __init__(self, wording: Wording, columns: Callable[[int], Columns]) -> None:
        super().__init__(id="matrix-head")
        self._wording = wording
        self._columns = columns

    def lines(self, width: int) -> Sequence[Line]:
        """The one line to draw; the matrix beside has a scroll bar of one cell."""
        return (head_line(self._columns(width - 1), self._wording),)

    def on_click(self, event: events.Click) -> None:
        """Ask for the rows by this column."""
        columns = self._columns(self.size.width - 1)
        self.post_message(self.ColumnClicked(column_at(columns, event.x)))


class Matrix(CursorList):
    """Rows of branches, grouped by sub-committee unless they are sorted.

    The cursor stops at the names of sub-committees too: one stands for all its branches.
    """

    @dataclass
    class SubjectReached(Message):
        """The cursor came to a branch or a sub-committee, or that was read again."""

        subject: BranchRow | SubCommittee

    @dataclass
    class BranchOpened(Message):
        """A branch was asked for by a second click."""

        row: BranchRow

    @dataclass
    class CellClicked(Message):
        """A cell was clicked: what it stands for may be marked."""

        row: BranchRow
        column: str

    @dataclass
    class UnitClicked(Message):
        """The name of a sub-committee was clicked."""

        unit_id: str

    @dataclass
    class SelectionChanged(Message):
        """Branches were selected or let go; how many are."""

        count: int

    def __init__(self, wording: Wording, columns: Callable[[int], Columns]) -> None:
        super().__init__(id="matrix")
        self._wording = wording
        self._columns = columns
        self._rows: tuple[BranchRow, ...] = ()
        self._everyone: tuple[BranchRow, ...] = ()
        # A line is a row's index, or -1 - g for the g-th sub-committee's name.
        self._lines: list[int] = []
        self._groups: list[SubCommittee] = []
        self._flat = self._phones = self._known = False
        # By what a row looks like on; it stands beside its line, so that no other has its id.
        self._drawn: LRUCache[_Look, tuple[BranchRow, Line]] = LRUCache(_DRAWN)

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
        before = self.key_at(self._at) if self._lines else None
        self._known = True
        self._rows, self._flat, self._phones = rows, flat, phones
        self._everyone = rows if everyone is None else everyone
        if self._selected:
            self._selected &= {row.branch.id for row in self._everyone}
            self.selection_changed()
        self._lay_lines()
        stops = range(len(self._lines))
        # The first branch, not the name above it.
        first = 0 if self._flat else 1
        same = (at for at in stops if self.key_at(at) == before)
        self.lay_out(stops, len(stops), first if before is None else next(same, None))
        self.came()

    def go_to(self, branch_id: str) -> None:
        """Put the cursor on a branch, where it is shown."""
        for at, index in enumerate(self._lines):
            if index >= 0 and self._rows[index].branch.id == branch_id:
                self.go(at)
                return

    def _lay_lines(self) -> None:
        """Say which line shows which row or sub-committee."""
        self._groups, self._lines = [], []
        unit = None
        for index, row in enumerate(self._rows):
            if not self._flat and row.sub_committee is not unit:
                unit = row.sub_committee
                self._groups.append(unit)
                self._lines.append(-len(self._groups))
            self._lines.append(index)

    @property
    def current(self) -> BranchRow | None:
        """The row under the cursor; None where a sub-committee is, or nothing."""
        index = self._lines[self._at] if self._lines else -1
        return self._rows[index] if index >= 0 else None

    @property
    def unit(self) -> SubCommittee | None:
        """The sub-committee whose name is under the cursor."""
        index = self._lines[self._at] if self._lines else 0
        return self._groups[-1 - index] if index < 0 else None

    @property
    def chosen(self) -> tuple[BranchRow, ...]:
        """The selected rows, else what is under the cursor: a sub-committee is all its rows."""
        if self._selected:
            return self.selected
        if self.unit is not None:
            return self._rows_of(self.unit)
        return () if self.current is None else (self.current,)

    def _rows_of(self, unit: SubCommittee) -> tuple[BranchRow, ...]:
        return tuple(row for row in self._rows if row.sub_committee.id == unit.id)

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
        """Select what is under the cursor or let it go, and step on."""
        if self.unit is None:
            super().toggle()
        else:
            self.toggle_unit()
            self.action_move(1)

    def toggle_unit(self) -> None:
        """Select all branches of the current sub-committee, or let them go if all are."""
        current = self.current
        unit = self.unit if current is None else current.sub_committee
        if unit is None:
            return
        mine = {row.branch.id for row in self._rows_of(unit)}
        self.select(self._selected - mine if mine <= self._selected else self._selected | mine)

    def saw(self, branch_id: str) -> None:
        """Take the mark of what is new off a branch: it was looked at."""
        self._rows = tuple(
            replace(row, fresh=0) if row.branch.id == branch_id else row for row in self._rows
        )
        self.refresh()

    def key_at(self, at: int) -> str:
        """The branch of a line, or its sub-committee."""
        index = self._lines[at]
        return f"unit:{self._groups[-1 - index].id}" if index < 0 else self._rows[index].branch.id

    def nothing(self) -> str:
        """What is said where no branch is shown; nothing until the board was read."""
        if not self._known:
            return ""
        return self._wording.say("finding.none" if self._everyone else "board.no_rows")

    def draw(self, line: int, width: int, *, here: bool, selected: bool) -> Line:
        """A row, or the name of a sub-committee."""
        index = self._lines[line]
        if index < 0:
            return self._group(index, width, here)
        row = self._rows[index]
        look = (id(row), width, here, selected, self._flat, self._phones)
        drawn = self._drawn.get(look)
        if drawn is None:
            drawn = row, self._row(row, width, here, selected)
            self._drawn[look] = drawn
        return drawn[1]

    def came(self) -> None:
        """Tell what the cursor came to."""
        subject = self.current or self.unit
        if subject is not None:
            self.post_message(self.SubjectReached(subject))

    def selection_changed(self) -> None:
        """Tell how many branches are selected."""
        self.post_message(self.SelectionChanged(len(self._selected)))

    def clicked(self, at: int, x: int, *, again: bool) -> None:
        """Mark a cell, open a branch by a second click, show one sub-committee or all again."""
        if self.unit is not None:
            self.post_message(self.UnitClicked(self.unit.id))
            return
        row = self._rows[self._lines[at]]
        column = column_at(self._columns(self.scrollable_content_region.width), x)
        if column is not None:
            self.post_message(self.CellClicked(row, column))
        elif again:
            self.post_message(self.BranchOpened(row))

    def _group(self, index: int, width: int, here: bool) -> Line:
        unit = self._groups[-1 - index]
        people = (*unit.staff, unit.phone, *unit.contacts) if self._phones else ()
        staff = " ".join(filter(None, people))
        text = visible(f"{unit.name}  {staff}".rstrip())
        mark = ">" if here else ""
        return ((mark, "amber bold"), (crop(text, width - 1), "strong bold" if here else "dim"))

    def _row(self, row: BranchRow, width: int, here: bool, selected: bool) -> Line:
        columns = self._columns(width)
        tags = row_tags(row, self._wording, phones=self._phones)
        mark = ">" if here else "+" if row.fresh else " "
        spans: list[Span] = [(mark + ("*" if selected else " "), "amber bold")]
        name, unit = row.branch.name, row.sub_committee
        under = name_under(name, unit.name, unit.aliases)
        if not self._flat:
            name = under
        elif under == name:
            # Without a heading over it a branch says whose it is.
            name = f"{unit.name} {name}"
        named = name_spans(name, tags, columns.name)
        spans += [(text, "strong bold" if here and ink == "text" else ink) for text, ink in named]
        for column, detail in columns.details.items():
            spans += cell_line(row.cell(column), detail, self._wording)
        return spans
