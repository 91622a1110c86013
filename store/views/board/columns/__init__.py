"""The columns of the board, a file each: whatever module here has a `COLUMN` is one.

What a column is stands in `store.views.board.column`; what is shown of it in `tui.board.columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from store.views.board.column import BoardColumn
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


@cache
def due_columns() -> tuple[str, ...]:
    """The columns that are due on the day of the notice."""
    return tuple(name for name, column in board_columns().items() if column.due)


def shown_columns(rows: Sequence[BranchRow]) -> tuple[str, ...]:
    """The columns of a board, from left to right."""
    own_desk = bool(rows) and rows[0].submission is not None
    return tuple(all_columns() if own_desk else board_columns())
