"""READ: what the cells of the other items share: late only where staff or the notice date them."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from store.model import FileKind, State
from store.views.board.branch_facts import Facts
from store.views.board.file_findings import Ruling
from store.views.board.types import Cell, Detail

# What says of a cell by when it is to be done.
DATED = "cell.until"


def with_date(cell: Cell, item: str, facts: Facts, ruling: Ruling) -> Cell:
    """What has a date shows it; past it, what is not done is missing and late, unless it waits
    for a person."""
    if not facts.dues:
        return cell
    due = facts.dues.get(item)
    if due is None or not cell.state.theirs:
        return cell
    if ruling.as_of <= due:
        local = ruling.notice.dates.local(due)
        return replace(cell, detail=cell.detail or day_detail(local, DATED))
    state = State.MISSING if cell.state is State.OPEN else cell.state
    return replace(cell, state=state, late=True)


def open_or_asked(facts: Facts, column: str, kind: FileKind) -> Cell:
    """Open, or with files of a kind that wait for a person."""
    return open_with(sum(one.kind is kind for one in facts.waiting), column)


def open_with(waiting: int, column: str) -> Cell:
    """Open, or with so many files that wait for a person."""
    if waiting:
        return Cell(column, State.REVIEW, Detail("cell.waiting", {"n": waiting}))
    return Cell(column, State.OPEN)


def day_detail(day: date, code: str = "cell.day") -> Detail:
    """A day as a cell says it; a moment is given in the notice's time."""
    return Detail(code, {"day": f"{day.month}-{day.day:02d}"})
