"""READ: which rows of the board a person wants to see, and in which order; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from store.model import State

# Named while the first paint is made: the views themselves are not needed for that.
if TYPE_CHECKING:
    from store.views.board.search import SearchIndex
    from store.views.board.types import BranchRow

# Items 1 and 2, which are due on the day of the notice (三.4).
_DUE = ("plan", "video")
_FAR_AHEAD = datetime.max.replace(tzinfo=UTC)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Filter(StrEnum):
    """What rows are asked for; each has a count on the board."""

    ALL = "all"
    INCOMPLETE = "incomplete"
    CLAIM = "claim"
    FAULT = "fault"
    LINKS = "links"
    LATE = "late"
    AFTER_LIMIT = "after_limit"
    NOT_VETTED = "not_vetted"
    EXTENDED = "extended"
    FRESH = "fresh"
    SOFT = "soft"
    MINE = "mine"


class Order(StrEnum):
    """How rows are sorted, beside by the name of a column: then the largest measure stands first,
    and what has none last. By sub-committee they stand in the order of the roster."""

    UNIT = "unit"
    URGENCY = "urgency"
    NAME = "name"
    ARRIVAL = "arrival"


class Wanted(msgspec.Struct, frozen=True):
    """Which rows, in which order: a filter, a sub-committee's id, typed words."""

    filter: Filter = Filter.ALL
    unit: str = ""
    text: str = ""
    order: str = Order.UNIT


def _late(row: BranchRow) -> bool:
    return any(cell.late for cell in row.cells)


def incomplete(row: BranchRow) -> bool:
    """Whether the plan or the video is not done: what is due on the day of the notice."""
    return not all(row.cell(column).state.complete for column in _DUE)


# What is told by the cells alone, which most branches share.
_BY_CELLS: Mapping[Filter, Callable[[BranchRow], bool]] = MappingProxyType(
    {
        Filter.INCOMPLETE: incomplete,
        Filter.FAULT: lambda row: any(cell.state is State.FAULT for cell in row.cells),
        Filter.LATE: _late,
        Filter.SOFT: lambda row: any(cell.state is State.SOFT for cell in row.cells),
    }
)
_FILTERS: Mapping[Filter, Callable[[BranchRow], bool]] = MappingProxyType(
    {
        **_BY_CELLS,
        Filter.ALL: lambda _row: True,
        Filter.CLAIM: lambda row: row.waiting > 0,
        Filter.LINKS: lambda row: row.links > 0,
        Filter.AFTER_LIMIT: lambda row: row.after_limit,
        Filter.NOT_VETTED: lambda row: row.vetting == "not_vetted",
        Filter.EXTENDED: lambda row: row.extended,
        Filter.FRESH: lambda row: row.fresh > 0,
        Filter.MINE: lambda row: row.mine > 0,
    }
)
_NO_NAMES: Mapping[str, Filter] = MappingProxyType({})
# The worst first: what is overdue, what must be mended, what is missing, what waits for us.
_URGENCY = (State.MISSING, State.FAULT, State.REVIEW, State.LINK, State.SOFT)
_RANKS = {state: rank for rank, state in enumerate((*_URGENCY, *(set(State) - set(_URGENCY))))}


def by_cells(rows: Sequence[BranchRow]) -> list[tuple[BranchRow, int]]:
    """One row of each that share their cells, as most branches do, and how many share them."""
    kinds = {id(row.cells): row for row in rows}
    return [(kinds[kind], n) for kind, n in Counter(id(row.cells) for row in rows).items()]


def counts(rows: Sequence[BranchRow]) -> dict[Filter, int]:
    """How many rows each filter finds."""
    kinds = by_cells(rows)
    return {
        name: sum(n for row, n in kinds if _BY_CELLS[name](row))
        if name in _BY_CELLS
        else sum(map(_FILTERS[name], rows))
        for name in Filter
    }


def find(
    rows: Sequence[BranchRow],
    wanted: Wanted,
    index: SearchIndex | None = None,
    names: Mapping[str, Filter] = _NO_NAMES,
) -> tuple[BranchRow, ...]:
    """The rows that are wanted, in the wanted order.

    Args:
        index: what each branch is found by; without one, names alone are searched.
        names: what filters are called, in lower case: a typed word that is one of them filters.
    """
    found: Sequence[BranchRow] = rows
    words = wanted.text.casefold().split()
    for name in (wanted.filter, *(names[word] for word in words if word in names)):
        if name is not Filter.ALL:
            found = list(filter(_FILTERS[name], found))
    words = [word for word in words if word not in names]
    if wanted.unit:
        found = [row for row in found if row.sub_committee.id == wanted.unit]
    if words:
        found = (
            [row for row in found if all(word in row.branch.name.casefold() for word in words)]
            if index is None
            else index.among(found, words)
        )
    if wanted.order != Order.UNIT:
        found = sorted(found, key=_KEYS.get(wanted.order) or _by_column(wanted.order))
    return tuple(found)


def _urgency(row: BranchRow) -> tuple[object, ...]:
    """What expires first stands first, then what is late, the worst, and what is due first."""
    due = [row.cell(column).state for column in _DUE]
    worst = min((_URGENCY.index(s) for s in due if s in _URGENCY), default=len(_URGENCY))
    open_items = sum(not state.complete for state in due)
    expires = row.expires_at or _FAR_AHEAD
    return (expires, not _late(row), worst, row.limit, -open_items)


def _by_column(column: str) -> Callable[[BranchRow], tuple[object, ...]]:
    def key(row: BranchRow) -> tuple[object, ...]:
        cell = row.cell(column)
        return (cell.measure is None, -(cell.measure or 0), _RANKS[cell.state], row.branch.id)

    return key


_KEYS: Mapping[str, Callable[[BranchRow], tuple[object, ...]]] = MappingProxyType(
    {
        Order.URGENCY: _urgency,
        Order.NAME: lambda row: (row.branch.name, row.branch.id),
        Order.ARRIVAL: lambda row: (-(row.last_arrival or _LONG_AGO).timestamp(), row.branch.id),
    }
)
