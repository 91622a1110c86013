"""WRITE: who did what, person or machine, from what to what; kept in the change's transaction."""

from __future__ import annotations

from datetime import datetime

import msgspec

from store.db.database import Store
from store.db.moments import to_text
from store.model import JsonValue, Params

MACHINE = "sixones"


def record(
    store: Store,
    at: datetime,
    actor: str,
    act: str,
    subject: str,
    before: JsonValue | Params = None,
    after: JsonValue | Params = None,
) -> None:
    """Append one line. `actor` is a person's name or `MACHINE`; `subject` names what changed.

    To be called within a transaction that writes: no other line may come between it and the one
    that it follows.
    """
    values = (to_text(at), actor, act, subject, _json(before), _json(after))
    store.append_line(values)


def _json(value: JsonValue | Params) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
