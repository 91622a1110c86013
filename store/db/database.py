"""The database of a workspace, by whichever engine holds it; one Store per thread."""

from __future__ import annotations

from pathlib import Path

from store.db.contract import Store, StoredRow
from store.db.sqlite.engine import head_in, open_file, seal

__all__ = ["Store", "StoredRow", "head_in", "open_store", "seal"]


def open_store(location: Path) -> Store:
    """Open the database of a workspace, making or migrating it; a backup precedes a migration.

    One in a place that cannot be written to is only read.

    Raises:
        StoreError: `db.foreign` (a database, but not ours), `db.not_sqlite`, `db.damaged`,
            `db.newer` (written by a later version), `db.locked`, `db.unreadable`.
    """
    return open_file(location)
