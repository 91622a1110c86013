"""The journal as a chain: each row carries a digest over itself and the one before.

Whoever can write to the database can write a whole chain again; but its head is handed out with
every statement, report, backup and archive, and no other history leads to a head that is
already in somebody's hands.

Personal data may be deleted (`store.keeping.forget`): then a line says so, and those before it may
have been emptied of what they said. Their digests stay, so that all heads still count.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

# The act of a line behind which lines of before may be empty.
FORGOTTEN = "data.forgotten"
_HEAD = re.compile(r"(?P<row>\d{1,18})-(?P<digest>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class ChainHead:
    """A row of the journal and the digest that stands for all history up to it."""

    row: int
    digest: str

    def __str__(self) -> str:
        return f"{self.row}-{self.digest}"


def read_head(text: str) -> ChainHead | None:
    """The head that a text says; None where it says none."""
    found = _HEAD.fullmatch(text.strip())
    return ChainHead(int(found["row"]), found["digest"]) if found else None


def link(before: str, values: Sequence[str | None]) -> str:
    """The digest of a row, given that of the row before; "" before the first."""
    return hashlib.sha256(msgspec.json.encode([before, *values])).hexdigest()


def head(conn: sqlite3.Connection) -> ChainHead | None:
    """The head of the chain; None where nothing was ever done."""
    row = conn.execute("SELECT id, chain FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    return ChainHead(int(row[0]), str(row[1])) if row else None


def forge(conn: sqlite3.Connection) -> None:
    """Write the chain over a journal that has none."""
    before = ""
    rows = conn.execute(
        "SELECT id, at, actor, act, subject, before, after FROM journal ORDER BY id"
    ).fetchall()
    for row in rows:
        before = link(before, tuple(row)[1:])
        conn.execute("UPDATE journal SET chain = ? WHERE id = ?", (before, row[0]))


def broken_from(conn: sqlite3.Connection) -> int | None:
    """The first row that does not follow from those before it; None where all do.

    A row behind the last one, which there was, counts as well; one that was emptied when data was
    deleted does not.

    Raises:
        sqlite3.Error: the journal cannot be read to its end.
    """
    before, last = "", 0
    emptied: list[int] = []
    for number, chain, *values in _whole(conn):
        if chain == link(before, values):
            if values[2] == FORGOTTEN:
                emptied.clear()
        elif _is_empty(values):
            emptied.append(number)
        else:
            return min((number, *emptied))
        before, last = chain, number
    if emptied:
        return emptied[0]
    seen = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    return last + 1 if seen and int(seen[0]) > last else None


def agrees(conn: sqlite3.Connection, given: ChainHead) -> bool:
    """Whether history up to a row is that of a head that was handed out."""
    row = conn.execute("SELECT chain FROM journal WHERE id = ?", (given.row,)).fetchone()
    return row is not None and row[0] == given.digest


def _is_empty(values: Sequence[str | None]) -> bool:
    _, _, _, subject, before, after = values
    return before is None and after is None and (subject or "").endswith(":")


def _whole(conn: sqlite3.Connection) -> Iterator[tuple[int, str, *tuple[str | None, ...]]]:
    # As bytes, for a text that turned may be no text any more.
    for number, chain, *values in conn.execute(
        "SELECT id, chain, CAST(at AS BLOB), CAST(actor AS BLOB), CAST(act AS BLOB), "
        "CAST(subject AS BLOB), CAST(before AS BLOB), CAST(after AS BLOB) "
        "FROM journal ORDER BY id"
    ):
        told = (None if one is None else bytes(one).decode("utf-8", "replace") for one in values)
        yield (int(number), str(chain), *told)
