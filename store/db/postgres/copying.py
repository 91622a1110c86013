"""A database on a server copied into a file of SQLite, and a file into the tables of a server."""

from __future__ import annotations

import contextlib
import sqlite3
from itertools import islice
from pathlib import Path

from store.db.compared import refuse_differences
from store.db.contract import Store
from store.db.sqlite.engine import head_in, open_file
from store.db.tables import TABLES, in_order
from store.files.durable import writing
from store.files.private import private_file

# So many rows on their way at once.
_AT_ONCE = 500


def copy_into_file(store: Store, target: Path) -> None:
    """Copy everything into a new file, within a snapshot.

    Raises:
        StoreError: `disk.*`, `db.*`.
    """
    with writing(target.parent):
        private_file(target)
    with contextlib.closing(open_file(target)) as copy, copy.atomic():
        _copy(store, copy)
    with contextlib.closing(sqlite3.connect(target)) as conn:
        # A plain file without -wal beside it, as every tool can read it.
        conn.execute("PRAGMA journal_mode = DELETE")


def copy_from_file(source: Path, store: Store) -> None:
    """Copy everything of a file into empty tables, with the numbers and the history it has there.

    Raises:
        StoreError: `db.*`, or `move.differs` where it is not the same there; nothing is kept then.
    """
    last = head_in(source)
    with contextlib.closing(open_file(source)) as file, file.snapshot(), store.atomic():
        # Its lines have their links: heads that were handed out count on.
        store.execute("ALTER TABLE journal DISABLE TRIGGER journal_chain")
        _copy(file, store)
        store.execute("ALTER TABLE journal ENABLE TRIGGER journal_chain")
        store.execute(
            "UPDATE journal_end SET id = ?, chain = ?",
            (file.last_line(), last.digest if last else ""),
        )
        for row in store.rows(
            "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = "
            "current_schema() AND column_name = 'id' AND is_identity = 'YES'"
        ):
            store.rows(
                f"SELECT setval(pg_get_serial_sequence('{row['name']}', 'id'), "  # noqa: S608
                f"(SELECT max(id) FROM {row['name']}))"
            )
        refuse_differences(file, store)


def _copy(source: Store, target: Store) -> None:
    """Copy all tables; what is read and what is written stand in a transaction each."""
    for table in TABLES:
        rows = source.each(in_order(table))
        while some := list(islice(rows, _AT_ONCE)):
            names = tuple(some[0].keys())
            marks = ", ".join("?" * len(names))
            insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
            target.many(insert, ([row[name] for name in names] for row in some))
