"""READ: how old the mail is, and what stopped the last look into the mailbox."""

from __future__ import annotations

from store.db.database import Store
from store.db.moments import from_text
from store.views.board.types import SyncStatus


def sync_status(store: Store) -> SyncStatus:
    """The last look into the mailbox and the last good one; two small queries."""
    last = store.rows("SELECT * FROM sync_runs ORDER BY id DESC LIMIT 1")
    good = store.rows("SELECT * FROM sync_runs WHERE error IS NULL ORDER BY id DESC LIMIT 1")
    return SyncStatus(
        last_good=from_text(good[0]["ended_at"]) if good else None,
        last_new=int(good[0]["new"]) if good else 0,
        error=last[0]["error"] if last else None,
        last_begun=from_text(last[0]["started_at"]) if last else None,
    )
