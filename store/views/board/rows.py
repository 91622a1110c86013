"""READ: the rows of the board, each derived from the facts of its branch."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from store.model import State, SubCommittee
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.columns import all_columns, board_columns
from store.views.board.facts import BoardFacts
from store.views.board.handed_on import DUE_KINDS, vetted_by_manifest
from store.views.board.open_cells import with_date
from store.views.board.own_item import own_column
from store.views.board.seen import Seen
from store.views.board.types import (
    OF_THE_DEPARTMENT,
    SUBMISSION_COLUMN,
    BranchRow,
    Cell,
    Detail,
    VettingState,
)


def branch_rows(board: BoardFacts, seen: Seen | None = None) -> tuple[BranchRow, ...]:
    """The rows of all branches in scope, grouped by sub-committee in the roster's order."""
    order = {unit.id: place for place, unit in enumerate(board.roster.sub_committees)}
    grouped = sorted(
        board.by_branch.values(), key=lambda entry: order[entry.branch.sub_committee_id]
    )
    blank = _Blank(board)
    return tuple(branch_row(board, entry, seen, blank) for entry in grouped)


class _Blank:
    """The cells of branches for which nothing came, by their dates: most branches share them."""

    def __init__(self, board: BoardFacts) -> None:
        self._board = board
        own = map(own_column, board.ruling.notice.own_items)
        columns = (*board_columns().values(), *own)
        self._shared = not board.own_desk and all(column.by_facts for column in columns)
        self._cells: dict[tuple[datetime, ...], tuple[Cell, ...]] = {}

    def cells(self, facts: Facts) -> tuple[Cell, ...] | None:
        """The cells of a branch; None where it has its own."""
        if not self._shared or not facts.is_blank:
            return None
        dates = facts.all_limits
        if dates not in self._cells:
            self._cells[dates] = _cells(self._board, facts)
        return self._cells[dates]


def branch_row(
    board: BoardFacts, facts: Facts, seen: Seen | None = None, blank: _Blank | None = None
) -> BranchRow:
    """One branch's row; without `seen` nothing is new.

    Args:
        blank: the cells of all branches for which nothing came, where many rows are asked for.
    """
    row = board.rows.get(facts.branch.id)
    if row is None:
        cells = blank.cells(facts) if blank is not None else None
        row = board.rows[facts.branch.id] = _row(board, facts, cells or _cells(board, facts))
    fresh = seen.fresh(facts.branch.id, (*facts.credited, *facts.waiting)) if seen else 0
    return replace(row, fresh=fresh) if fresh else row


def _row(board: BoardFacts, facts: Facts, cells: tuple[Cell, ...]) -> BranchRow:
    branch, marks = facts.branch, board.marks
    unit, marked = board.units[branch.sub_committee_id], branch.id in marks.vetted
    row = BranchRow(
        branch=branch,
        sub_committee=unit,
        cells=cells,
        limit=facts.limit,
        last_arrival=None,
        vetting=VettingState.VETTED if marked else VettingState.NOTHING,
        notes=len(marks.notes.get(branch.id, ())),
        extended=(extension := marks.extension(branch)) is not None and extension > board.deadline,
        submission=all_columns()[SUBMISSION_COLUMN].cell(facts, board) if board.own_desk else None,
    )
    if not facts.credited and not facts.waiting:
        return row
    return replace(
        row,
        last_arrival=max(
            (c.received_at for c in facts.credited if c.received_at is not None), default=None
        ),
        vetting=_vetting(facts, unit, marked=marked),
        waiting=len(facts.waiting),
        links=_open_links(facts),
        expires_at=_first_expiry(facts, board.ruling.as_of),
        after_limit=_came_after(facts),
    )


def _cells(board: BoardFacts, facts: Facts) -> tuple[Cell, ...]:
    own = map(own_column, board.ruling.notice.own_items)
    return tuple(_cell(column, board, facts) for column in (*board_columns().values(), *own))


def _cell(column: BoardColumn, board: BoardFacts, facts: Facts) -> Cell:
    """One cell; what the department does itself is shown as its own at a sub-committee's desk."""
    if board.own_desk and column.item in OF_THE_DEPARTMENT:
        theirs = Detail("submission_cell.department")
        return Cell(column.name, State.OPEN, theirs)
    if not board.ruling.notice.has(column.item):
        return Cell(column.name, State.ABSENT)
    return with_date(column.cell(facts, board), column.item, facts, board.ruling)


def _vetting(facts: Facts, unit: SubCommittee, *, marked: bool) -> VettingState:
    """Vetted where staff or the manifest of the sub-committee say so; else the latest of each
    kind tells from where it came."""
    if marked or vetted_by_manifest(facts) is not None:
        return VettingState.VETTED
    latest = {c.kind: c.sender_email for c in facts.credited if c.kind in DUE_KINDS}
    if not latest:
        return VettingState.NOTHING
    own = {address.casefold() for address in unit.contacts}
    if all(address.casefold() in own for address in latest.values()):
        return VettingState.PROPOSED
    return VettingState.NOT_VETTED


def _open_links(facts: Facts) -> int:
    return sum(credit.is_link for credit in facts.credited)


def _first_expiry(facts: Facts, as_of: datetime) -> datetime | None:
    """When the first of its links ends that can still be fetched."""
    ends = (credit.expires_at for credit in facts.credited if credit.expires_at is not None)
    return min((end for end in ends if end > as_of), default=None)


def _came_after(facts: Facts) -> bool:
    """Whether a content came first after the limit; a copy of an earlier one does not count."""
    known: set[str] = set()
    for credit in facts.credited:
        if credit.kind not in DUE_KINDS or (credit.digest and credit.digest in known):
            continue
        known.add(credit.digest)
        if credit.received_at is not None and credit.received_at > facts.limit:
            return True
    return False
