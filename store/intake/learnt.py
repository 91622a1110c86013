"""What people taught, kept as it was last derived, so that a sync need not fold all decisions.

It is derived and no fact: whoever finds it of another memory than the journal says, or older than
the last decision, derives it again.
"""

from __future__ import annotations

import hashlib

from store.db.database import Store
from store.intake.record import judged_memory, taught_since


def kept_memory(store: Store) -> str | None:
    """What was kept, where it still holds: nobody taught since, and it is the memory judged by."""
    rows = store.rows("SELECT revision, facts FROM learnt")
    if not rows or taught_since(store, rows[0]["revision"]):
        return None
    facts = str(rows[0]["facts"])
    return facts if hashlib.sha256(facts.encode()).hexdigest() == judged_memory(store) else None


def keep_memory(store: Store, facts: str, *, revision: int) -> None:
    """Keep what was derived of everything up to a revision."""
    with store.atomic():
        store.execute(
            """INSERT INTO learnt VALUES (1, ?, ?) ON CONFLICT (id)
               DO UPDATE SET revision = excluded.revision, facts = excluded.facts""",
            (revision, facts),
        )


def holds_until(store: Store, revision: int) -> None:
    """Say that nobody taught up to a revision, so that the next sync looks behind it only."""
    if store.rows("SELECT 1 FROM learnt WHERE revision < ?", (revision,)):
        with store.atomic():
            store.execute("UPDATE learnt SET revision = ?", (revision,))
