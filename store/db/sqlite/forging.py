"""The chain over a journal of before that has none."""

from __future__ import annotations

import sqlite3

from store.db.chain import link


def forge(conn: sqlite3.Connection) -> None:
    """Write the chain over a journal that has none."""
    before = ""
    rows = conn.execute(
        "SELECT id, at, actor, act, subject, before, after FROM journal ORDER BY id"
    ).fetchall()
    for row in rows:
        before = link(before, tuple(row)[1:])
        conn.execute("UPDATE journal SET chain = ? WHERE id = ?", (before, row[0]))
