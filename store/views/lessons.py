"""READ: what people decided on files, beside the mail each came in and the machine's word then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from store.db.acts import Act, subject_id, subject_kind
from store.db.database import Store
from store.db.decisions import Decision
from store.db.moments import to_text
from store.model import Proposal


@dataclass(frozen=True, slots=True)
class Lesson:
    """The latest decision on one file or link.

    `day` is the mail's, ISO, "" where it is unknown; `proposal` is what the machine had said
    when the person decided.
    """

    decision: Decision
    mail_digest: str
    address: str
    day: str
    proposal: Proposal | None


_MAIL_OF = {
    "file": "SELECT mails.* FROM files AS part JOIN mails ON mails.id = part.mail_id",
    "link": "SELECT mails.* FROM links AS part JOIN mails ON mails.id = part.mail_id",
}


def lessons(
    store: Store, decisions: Iterable[Decision], *, sender: str | None = None
) -> tuple[Lesson, ...]:
    """What each live decision on a file or link says, oldest decision first.

    Args:
        sender: only what came from this address; None for all.
    """
    latest = {made.subject: made for made in decisions if made.act in (Act.CREDIT, Act.NOT_OURS)}
    if sender is not None:
        mine = _subjects_from(store, sender)
        latest = {name: made for name, made in latest.items() if name in mine}
    found = (_lesson(store, made) for made in sorted(latest.values(), key=lambda one: one.id))
    return tuple(lesson for lesson in found if lesson is not None)


def _subjects_from(store: Store, address: str) -> set[str]:
    rows = store.rows(
        """SELECT 'file:' || part.id AS subject, mails.sender_email FROM files AS part
               JOIN mails ON mails.id = part.mail_id
           UNION ALL
           SELECT 'link:' || part.id, mails.sender_email FROM links AS part
               JOIN mails ON mails.id = part.mail_id"""
    )
    key = address.strip().lower()
    return {row["subject"] for row in rows if row["sender_email"].strip().lower() == key}


def _lesson(store: Store, made: Decision) -> Lesson | None:
    mail_of = _MAIL_OF.get(subject_kind(made.subject))
    if mail_of is None:
        return None
    rows = store.rows(f"{mail_of} WHERE part.id = ?", (subject_id(made.subject),))
    if not rows:
        return None
    judged = store.rows(
        "SELECT proposal FROM judgements WHERE subject = ? AND at <= ? ORDER BY id DESC LIMIT 1",
        (made.subject, to_text(made.at)),
    )
    return Lesson(
        decision=made,
        mail_digest=rows[0]["digest"],
        address=rows[0]["sender_email"].strip().lower(),
        day=(rows[0]["received_at"] or rows[0]["sent_at"] or "")[:10],
        proposal=msgspec.json.decode(judged[0]["proposal"], type=Proposal) if judged else None,
    )
