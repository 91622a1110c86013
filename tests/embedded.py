"""What only the embedded engine has, for tests that look below it."""

from __future__ import annotations

import sqlite3

from store.db.database import Store
from store.db.sqlite.engine import SqliteStore


def connection(store: Store) -> sqlite3.Connection:
    """The connection of an embedded store."""
    assert isinstance(store, SqliteStore)
    return store.conn
