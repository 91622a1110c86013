"""READ: the rows for any number of values: a statement takes only so many parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from store.db.contract import Store, StoredRow

# SQLite takes 32,766, PostgreSQL 65,535; beyond some hundreds nothing is gained.
_AT_ONCE = 500


def rows_among(store: Store, sql: str, values: Iterable[str | int]) -> Iterator[StoredRow]:
    """The rows of a query that ends in `IN`, for sorted values; each value once."""
    wanted = sorted(set(values))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from store.rows(f"{sql} ({marks})", some)
