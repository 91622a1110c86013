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
from collections.abc import Sequence

import msgspec

from store.db.contract import Store

# The act of a line behind which lines of before may be empty.
FORGOTTEN = "data.forgotten"
_HEAD = re.compile(r"(?P<row>\d{1,18})-(?P<digest>[0-9a-f]{64})")


class ChainHead(msgspec.Struct, frozen=True):
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


def head(store: Store) -> ChainHead | None:
    """The head of the chain; None where nothing was ever done."""
    rows = store.rows("SELECT id, chain FROM journal ORDER BY id DESC LIMIT 1")
    return ChainHead(int(rows[0]["id"]), str(rows[0]["chain"])) if rows else None


def broken_from(store: Store) -> int | None:
    """The first row that does not follow from those before it; None where all do.

    A row behind the last one, which there was, counts as well; one that was emptied when data was
    deleted does not.

    Raises:
        StoreError: the journal cannot be read to its end.
    """
    before, last = "", 0
    emptied: list[int] = []
    for number, chain, values in store.journal_lines():
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
    return last + 1 if store.last_line() > last else None


def agrees(store: Store, given: ChainHead) -> bool:
    """Whether history up to a row is that of a head that was handed out."""
    rows = store.rows("SELECT chain FROM journal WHERE id = ?", (given.row,))
    return bool(rows) and rows[0]["chain"] == given.digest


def _is_empty(values: Sequence[str | None]) -> bool:
    _, _, _, subject, before, after = values
    return before is None and after is None and (subject or "").endswith(":")
