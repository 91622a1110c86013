"""READ: mails that return or answer letters: which are to be looked at, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

import msgspec

from store.db.acts import subject_id
from store.db.database import Store
from store.db.moments import from_text
from store.letters.letter import Letter


class HandedOver(msgspec.Struct, frozen=True):
    """One letter that was handed over to one recipient under a Message-ID (without brackets)."""

    letter: Letter
    recipient: str
    message_id: str
    at: datetime


class SeenMail(msgspec.Struct, frozen=True):
    """A stored mail that may return or answer a letter; `at` is when it arrived."""

    mail_id: int
    subject: str
    at: datetime


class UnfitBounce(msgspec.Struct, frozen=True):
    """A bounce that fits no letter, and what it says; any text may be empty."""

    mail_id: int
    at: datetime
    sender: str
    recipient: str
    subject: str
    reason: str


class LetterAnswer(msgspec.Struct, frozen=True):
    """A person's answer to a letter."""

    mail_id: int
    at: datetime
    sender: str
    body: str


def handed_over(store: Store) -> dict[str, HandedOver]:
    """Every letter that was handed over, by its Message-ID without brackets."""
    return {
        row["message_id"].strip("<>"): HandedOver(
            msgspec.json.decode(row["content"], type=Letter),
            row["recipient"],
            row["message_id"],
            from_text(row["at"]),
        )
        for row in store.rows(
            """SELECT e.message_id, e.recipient, e.at, l.content FROM letter_events AS e
               JOIN letters AS l ON l.id = e.letter_id WHERE e.state = 'sending'"""
        )
    }


def bounces_to_look_at(store: Store) -> tuple[SeenMail, ...]:
    """The bounces that nobody looked at yet, oldest first."""
    return _seen(
        store,
        """SELECT id, subject, coalesce(received_at, stored_at) AS at FROM mails
           WHERE automatic = 'bounce' AND NOT EXISTS (
               SELECT 1 FROM journal WHERE subject = 'mail:' || mails.id AND act LIKE 'bounce.%')
           ORDER BY id""",
    )


def answers_to_look_at(store: Store) -> tuple[SeenMail, ...]:
    """People's mails since the first letter was handed over that nobody looked at, oldest first."""
    seen = store.rows("SELECT subject FROM journal WHERE act = 'answers.seen'")
    return _seen(
        store,
        """SELECT id, subject, coalesce(received_at, stored_at) AS at FROM mails
           WHERE automatic IS NULL AND source = 'mail'
             AND stored_at >= (SELECT min(at) FROM letter_events WHERE state = 'sending')
             AND id > ?
           ORDER BY id""",
        max((int(subject_id(row["subject"]) or 0) for row in seen), default=0),
    )


def unfit_bounces(store: Store) -> tuple[UnfitBounce, ...]:
    """The bounces that fit no letter and that nobody tied or set aside, newest first."""
    found: dict[str, UnfitBounce] = {}
    for row in store.rows(
        """SELECT j.act, j.subject, j.after, m.sender_email, m.id,
               coalesce(m.received_at, m.stored_at) AS at
           FROM mails AS m CROSS JOIN journal AS j
           WHERE j.subject = 'mail:' || m.id AND m.automatic = 'bounce'
             AND j.act LIKE 'bounce.%' ORDER BY j.id"""
    ):
        if row["act"] != "bounce.unfit":
            found.pop(row["subject"], None)
            continue
        said = msgspec.json.decode(row["after"], type=dict[str, str])
        found[row["subject"]] = UnfitBounce(
            row["id"],
            from_text(row["at"]),
            row["sender_email"],
            said.get("recipient", ""),
            said.get("subject", ""),
            said.get("reason", ""),
        )
    return tuple(sorted(found.values(), key=lambda one: one.at, reverse=True))


def answers(store: Store) -> Mapping[str, tuple[LetterAnswer, ...]]:
    """The answers of people by letter id, oldest first."""
    found: dict[str, list[LetterAnswer]] = defaultdict(list)
    for row in store.rows(
        """SELECT j.after, m.id, m.sender_name, m.sender_email, m.body,
               coalesce(m.received_at, m.stored_at) AS at
           FROM journal AS j JOIN mails AS m ON 'mail:' || m.id = j.subject
           WHERE j.act = 'answer.found' ORDER BY m.id"""
    ):
        letter = msgspec.json.decode(row["after"], type=dict[str, str])["letter"]
        found[letter].append(
            LetterAnswer(
                row["id"],
                from_text(row["at"]),
                row["sender_name"] or row["sender_email"],
                row["body"],
            )
        )
    return {letter: tuple(mails) for letter, mails in found.items()}


def _seen(store: Store, sql: str, *params: object) -> tuple[SeenMail, ...]:
    return tuple(
        SeenMail(row["id"], row["subject"], from_text(row["at"])) for row in store.rows(sql, params)
    )
