"""A digest beside every row of facts, kept by the database itself: a byte that turns is named.

SQLite checks its pages and indexes, but no text: a letter that flips within a name, a decision or
a letter to a branch is read as if it had been written so. Triggers take a digest of each row as it
is written, in the same transaction; `altered_rows` takes them anew. It is a guard against disks,
not against people: whoever can write rows can write their digests.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from store.db.contract import AlteredRow
from store.db.sqlite import library
from store.db.tables import DIGESTS

# Parts the columns of a key that has several.
_BETWEEN = "char(31)"


def teach(conn: sqlite3.Connection) -> None:
    """Give a connection the function that the triggers call."""
    conn.create_function("row_digest", -1, _digest, deterministic=True)


def watch(db: library.Database, table: str) -> None:
    """Take digests of a table's rows from now on, and of those that it has.

    To be called again by a migration that adds a column to it.
    """
    key, old_key, digest = _key(db.conn, table, "new"), _key(db.conn, table, "old"), "row_digest"
    forget = f"DELETE FROM {DIGESTS} WHERE of_table = '{table}' AND of_row = {old_key};"  # noqa: S608
    note = (
        f"INSERT OR REPLACE INTO {DIGESTS} VALUES "  # noqa: S608
        f"('{table}', {key}, {digest}({_values(db.conn, table, 'new')}));"
    )
    for event, done in (("INSERT", note), ("UPDATE", f"{forget} {note}"), ("DELETE", forget)):
        name = f"{table}_digest_{event.lower()}"
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
        db.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {done} END")
    db.execute(f"DELETE FROM {DIGESTS} WHERE of_table = '{table}'")  # noqa: S608
    db.execute(
        f"INSERT INTO {DIGESTS} SELECT '{table}', {_key(db.conn, table, 'it')}, "  # noqa: S608
        f"{digest}({_values(db.conn, table, 'it')}) FROM {table} AS it"
    )


def schema_of(conn: sqlite3.Connection) -> dict[str, str]:
    """Every table, trigger, index and view by kind and name, with its text; SQLite's own apart."""
    rows = conn.execute(
        "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master "
        "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {
        f"{_text(kind)} {_text(name)}": " ".join(_text(sql or b"").split())
        for kind, name, sql in rows
    }


def altered_rows(conn: sqlite3.Connection, table: str) -> Iterator[AlteredRow]:
    """Take the digests of a table anew and name each row that differs.

    Raises:
        sqlite3.Error: the table cannot be read to its end.
    """
    key = _key(conn, table, "it")
    # As bytes, for a text that turned may be no text any more.
    shown = f"CAST({key} AS BLOB)"
    for found, known in conn.execute(
        f"SELECT {shown}, kept.of_row IS NOT NULL FROM {table} AS it "  # noqa: S608
        f"LEFT JOIN {DIGESTS} AS kept ON kept.of_table = '{table}' AND kept.of_row = {key} "
        f"WHERE kept.digest IS NOT row_digest({_values(conn, table, 'it')})"
    ):
        yield AlteredRow(table, _text(found), "altered" if known else "unknown")
    for (found,) in conn.execute(
        f"SELECT CAST(of_row AS BLOB) FROM {DIGESTS} WHERE of_table = '{table}' "  # noqa: S608
        f"AND of_row NOT IN (SELECT {key} FROM {table} AS it)"
    ):
        yield AlteredRow(table, _text(found), "lost")


def _key(conn: sqlite3.Connection, table: str, row: str) -> str:
    """The primary key of a row as one value, without the affinity that hides it from an index."""
    columns = sorted((place, name) for name, place in _columns(conn, table) if place)
    return f" || {_BETWEEN} || ".join(f'+{row}."{name}"' for _, name in columns)


def _values(conn: sqlite3.Connection, table: str, row: str) -> str:
    """All values of a row as bytes."""
    return ", ".join(f'CAST({row}."{name}" AS BLOB)' for name, _ in _columns(conn, table))


def _columns(conn: sqlite3.Connection, table: str) -> list[tuple[str, int]]:
    """Each column with its place in the primary key, 0 for none."""
    return [(str(row[1]), int(row[5])) for row in conn.execute(f"PRAGMA table_info({table})")]


def _digest(*values: bytes | None) -> int:
    """64 bits over all values and where each ends."""
    lengths = [None if value is None else len(value) for value in values]
    held = hashlib.blake2b(repr(lengths).encode(), digest_size=8)
    for value in values:
        if value is not None:
            held.update(value)
    return int.from_bytes(held.digest(), "big", signed=True)


def _text(key: bytes) -> str:
    return key.decode("utf-8", "replace").replace("\x1f", " ")
