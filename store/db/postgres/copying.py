"""A database on a server copied into a file of SQLite, and a file into a server's tables."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from store.db.contract import Store
from store.db.sqlite.engine import SqliteStore, open_file
from store.db.tables import TABLES
from store.files.durable import writing
from store.files.private import private_file

# Tables of which the order in which rows came is kept, and that have no number of their own.
_BY_ROWID = frozenset({"sub_committees", "branches", "letters"})


def copy_into_file(store: Store, target: Path) -> None:
    """Copy everything into a new file, within a snapshot.

    Raises:
        StoreError: `disk.*`, `db.*`.
    """
    with writing(target.parent):
        private_file(target)
    with contextlib.closing(open_file(target)) as copy, copy.atomic():
        for table in TABLES:
            names, lines = _lines(copy, store, table)
            copy.many(inserting(table, names), lines)
    with contextlib.closing(sqlite3.connect(target)) as conn:
        # A plain file without -wal beside it, as every tool can read it.
        conn.execute("PRAGMA journal_mode = DELETE")


def _lines(
    file: SqliteStore, source: Store, table: str
) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    names = columns(file, table)
    order = "rowid" if table in _BY_ROWID else ", ".join(keys(file, table))
    read = source.each(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608  (our own tables)
    return names, (tuple(row[name] for name in names) for row in read)


def inserting(table: str, names: list[str]) -> str:
    """The statement that inserts a row whole."""
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608  (our own)


def columns(file: SqliteStore, table: str) -> list[str]:
    """The columns of a table."""
    return [str(row["name"]) for row in file.rows(f"PRAGMA table_info({table})")]


def keys(file: SqliteStore, table: str) -> list[str]:
    """The columns of a table's key."""
    found = [row for row in file.rows(f"PRAGMA table_info({table})") if row["pk"]]
    return [str(row["name"]) for row in sorted(found, key=lambda row: row["pk"])]
