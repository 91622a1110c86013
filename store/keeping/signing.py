"""WRITE: a person signs off the frozen list with a name; the digest says what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.db.acts import Act, subject
from store.db.database import Store
from store.db.decisions import Draft, decide, live_decisions
from store.db.moments import to_text
from store.errors import StoreError, UsageError
from store.keeping.freeze import cutoff_of, read_frozen
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SignOff:
    """One signature: the name given, when, who sat at the keyboard, and the digest signed."""

    name: str
    at: datetime
    who: str
    digest: str


def sign_off(store: Store, workspace: Workspace, name: str, *, at: datetime, who: str) -> str:
    """Sign the frozen list of the settings' deadline; returns the batch to undo.

    Raises:
        UsageError: `statement.no_name`.
        StoreError: `statement.none` before it was written; `frozen.altered`, `frozen.lost`.
    """
    if not name.strip():
        raise UsageError("statement.no_name")
    frozen = read_frozen(store, workspace)
    if frozen is None:
        raise StoreError("statement.none")
    draft = Draft(
        Act.SIGN,
        subject("list", to_text(cutoff_of(workspace))),
        {"name": name.strip(), "digest": frozen.digest},
    )
    return decide(store, [draft], at=at, who=who)


def sign_offs(store: Store, workspace: Workspace) -> tuple[SignOff, ...]:
    """Who signed off the list of the settings' deadline, oldest first."""
    wanted = subject("list", to_text(cutoff_of(workspace)))
    return tuple(
        SignOff(str(made.payload["name"]), made.at, made.who, str(made.payload["digest"]))
        for made in live_decisions(store)
        if made.act is Act.SIGN and made.subject == wanted
    )
