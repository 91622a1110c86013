"""READ: whether two databases hold the same."""

from __future__ import annotations

from itertools import zip_longest

from store.db.contract import Store
from store.db.tables import TABLES, in_order
from store.errors import StoreError


def refuse_differences(before: Store, after: Store) -> None:
    """See that each table has the same rows in both, in the same order; within a snapshot of each.

    Raises:
        StoreError: `move.differs` with the first table that is not the same; `db.*`.
    """
    for table in TABLES:
        every = in_order(table)
        for mine, theirs in zip_longest(before.each(every), after.each(every)):
            if mine is None or theirs is None or dict(mine) != dict(theirs):
                raise StoreError("move.differs", what=table)
