"""WRITE: what people decided; append-only, with who, when and why; undoing appends too."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from store.db import journal
from store.db.acts import Act, subject_id
from store.db.database import Store
from store.db.moments import from_text, to_text
from store.errors import StoreError
from store.model import JsonValue, Params

Payload = TypeVar("Payload")


class Draft(msgspec.Struct, frozen=True):
    """One decision about to be made."""

    act: Act
    subject: str
    payload: Params = msgspec.field(default_factory=dict)
    reason: str = ""


class Decision(msgspec.Struct, frozen=True):
    """One decision as it was made. Decisions of one key press share a `batch`."""

    id: int
    batch: str
    at: datetime
    who: str
    act: Act
    subject: str
    payload: Params
    reason: str


def payload_of(value: object) -> dict[str, JsonValue]:
    """A frozen fact as the payload of a decision: plain values by the names of its fields."""
    return msgspec.convert(msgspec.to_builtins(value), dict[str, JsonValue])


def decide(
    store: Store,
    drafts: Sequence[Draft],
    *,
    at: datetime,
    who: str,
    base_revision: int | None = None,
) -> str:
    """Append decisions as one batch, which is undone as one.

    Args:
        base_revision: the revision that the person looked at; None where nobody looked.

    Returns:
        The batch's name.

    Raises:
        StoreError: `decision.conflict` where somebody decided on one of the subjects since
            `base_revision`; nothing is written, the fields say who, when and what.
    """
    batch = uuid.uuid4().hex
    with store.atomic():
        # All of them first: two decisions of one batch on one subject are no conflict.
        if base_revision is not None:
            for draft in drafts:
                _refuse_conflict(store, draft, base_revision)
        for draft in drafts:
            before = _latest_payload(store, draft.act, draft.subject)
            _append(store, batch, draft, at=at, who=who)
            journal.record(store, at, who, draft.act, draft.subject, before, draft.payload)
    return batch


class Marking(msgspec.Struct, frozen=True):
    """Who marks, when, and what revision of the facts that person looked at, if any."""

    at: datetime
    who: str
    base_revision: int | None = None

    def write(self, store: Store, drafts: Sequence[Draft]) -> str:
        """Write decisions as one batch; returns the batch to undo.

        Raises:
            StoreError: `decision.conflict`.
        """
        return decide(store, drafts, at=self.at, who=self.who, base_revision=self.base_revision)


def undo(store: Store, batch: str, *, at: datetime, who: str) -> None:
    """Take back one batch by appending a row that names it.

    Raises:
        StoreError: `undo.unknown` or `undo.already`.
    """
    with store.atomic():
        rows = store.rows("SELECT * FROM decisions WHERE batch = ? AND undoes IS NULL", (batch,))
        if not rows:
            raise StoreError("undo.unknown")
        if store.rows("SELECT 1 FROM decisions WHERE undoes = ?", (batch,)):
            raise StoreError("undo.already")
        draft = Draft(Act.UNDO, rows[0]["subject"])
        _append(store, uuid.uuid4().hex, draft, at=at, who=who, undoes=batch)
        for row in rows:
            payload = msgspec.json.decode(row["payload"])
            after = _latest_payload(store, Act(row["act"]), row["subject"])
            journal.record(store, at, who, f"undo.{row['act']}", row["subject"], payload, after)


def latest_batch(store: Store, *, who: str) -> str | None:
    """The batch that this person's next undo takes back, or None."""
    rows = store.rows(
        """SELECT batch FROM decisions AS made WHERE who = ? AND undoes IS NULL
           AND NOT EXISTS (SELECT 1 FROM decisions WHERE undoes = made.batch)
           ORDER BY id DESC LIMIT 1""",
        (who,),
    )
    return rows[0]["batch"] if rows else None


def live_decisions(store: Store) -> tuple[Decision, ...]:
    """Every decision that was not undone, oldest first."""
    return _live(store, after=0)


def later_decisions(store: Store, before: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """What `live_decisions` gives now, where it gave `before`: only what is new is read."""
    last = before[-1].id if before else 0
    undone = {
        row["undoes"]
        for row in store.rows(
            "SELECT undoes FROM decisions WHERE id > ? AND undoes IS NOT NULL", (last,)
        )
    }
    standing = (one for one in before if one.batch not in undone) if undone else before
    return (*standing, *_live(store, after=last))


def _live(store: Store, *, after: int) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            row["id"],
            row["batch"],
            from_text(row["at"]),
            row["who"],
            Act(row["act"]),
            row["subject"],
            msgspec.json.decode(row["payload"]),
            row["reason"],
        )
        for row in store.rows(
            """SELECT * FROM decisions WHERE id > ? AND undoes IS NULL AND batch NOT IN
               (SELECT undoes FROM decisions WHERE undoes IS NOT NULL) ORDER BY id""",
            (after,),
        )
    )


def latest_of(decisions: Iterable[Decision], act: Act, kind: type[Payload]) -> dict[str, Payload]:
    """What live decisions of one act say, by the id of their subject; the latest word wins."""
    return {
        subject_id(made.subject): msgspec.convert(made.payload, kind)
        for made in decisions
        if made.act is act
    }


def _append(
    store: Store, batch: str, draft: Draft, *, at: datetime, who: str, undoes: str | None = None
) -> None:
    store.execute(
        """INSERT INTO decisions (batch, at, who, act, subject, payload, reason, undoes)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            batch,
            to_text(at),
            who,
            draft.act,
            draft.subject,
            msgspec.json.encode(draft.payload).decode(),
            draft.reason,
            undoes,
        ),
    )


def _latest_payload(store: Store, act: Act, subject: str) -> Params | None:
    rows = store.rows(
        """SELECT payload FROM decisions AS made WHERE subject = ? AND act = ?
           AND undoes IS NULL AND NOT EXISTS
           (SELECT 1 FROM decisions WHERE undoes = made.batch) ORDER BY id DESC LIMIT 1""",
        (subject, act),
    )
    return msgspec.json.decode(rows[0]["payload"], type=dict) if rows else None


def _refuse_conflict(store: Store, draft: Draft, base_revision: int) -> None:
    rows = store.rows(
        """SELECT at, actor, act FROM journal WHERE subject = ? AND id > ? AND actor != ?
           ORDER BY id DESC LIMIT 1""",
        (draft.subject, base_revision, journal.MACHINE),
    )
    if rows:
        row = rows[0]
        raise StoreError(
            "decision.conflict",
            who=row["actor"],
            at=row["at"],
            act=row["act"],
            subject=draft.subject,
        )
