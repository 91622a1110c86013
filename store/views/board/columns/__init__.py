"""The columns of the board, a file each: whatever module here has a `COLUMN` is one.

What a column is stands in `store.views.board.column`; what is shown of it in `tui.board.columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from store.notice.notice import Notice
from store.views.board.column import BoardColumn
from store.views.board.own_item import own_column
from store.views.board.types import BranchRow


@cache
def all_columns() -> Mapping[str, BoardColumn]:
    """Every column by its name, from left to right."""
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    columns: list[BoardColumn] = [module.COLUMN for module in modules]
    return MappingProxyType(
        {column.name: column for column in sorted(columns, key=lambda column: column.place)}
    )


@cache
def board_columns() -> Mapping[str, BoardColumn]:
    """The columns that every board has; a sub-committee's has one more."""
    return MappingProxyType(
        {name: column for name, column in all_columns().items() if not column.desk_only}
    )


def asked_columns(notice: Notice) -> Mapping[str, BoardColumn]:
    """The columns of what a notice asks for, its own items behind the six."""
    six = {name: one for name, one in board_columns().items() if notice.has(one.item)}
    return six | {own.id: own_column(own) for own in notice.own_items}


def asked_items(notice: Notice) -> tuple[str, ...]:
    """The items of a notice: those of the six that it has, then its own."""
    return tuple(name for name, column in asked_columns(notice).items() if column.counted)


@cache
def due_columns() -> tuple[str, ...]:
    """The columns that are due on the day of the notice."""
    return tuple(name for name, column in board_columns().items() if column.due)


def shown_columns(rows: Sequence[BranchRow]) -> tuple[str, ...]:
    """The columns of a board, from left to right."""
    if not rows:
        return tuple(board_columns())
    known = all_columns() if rows[0].submission is not None else board_columns()
    own = (cell.column for cell in rows[0].cells if cell.column not in known)
    return (*known, *own)
