"""WRITE: letters and what happens to them at each recipient; append-only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from store.db import journal
from store.db.acts import subject
from store.db.database import Store
from store.db.moments import to_text
from store.errors import StoreError, UsageError
from store.letters.letter import Letter, LetterPlan, SendState
from store.letters.standing import LetterStanding, letters_of_plan, recipient_state, shown_letters

# What a person says of a letter of which nobody knows whether it arrived, or that was refused.
Settling = Literal["arrived", "lost", "again"]

_SETTLED = {
    "arrived": SendState.SENT,
    "lost": SendState.REFUSED,
    "again": SendState.APPROVED,
}


def save_plan(store: Store, plan: LetterPlan, *, who: str) -> None:
    """Keep a plan and its letters as they are shown."""
    with store.atomic():
        for letter in plan.letters:
            _insert_letter(store, letter, plan.made_at)
        store.execute(
            """INSERT INTO letter_plans (digest, at, who, letter_ids, dropped)
               VALUES (?, ?, ?, ?, ?)""",
            (
                plan.digest,
                to_text(plan.made_at),
                who,
                _json([letter.id for letter in plan.letters]),
                _json(plan.dropped),
            ),
        )


def approve(
    store: Store,
    digest: str,
    *,
    at: datetime,
    who: str,
    letter_ids: Collection[str] | None = None,
) -> tuple[LetterStanding, ...]:
    """Approve exactly the letters of a plan, or some of them; what is under way stays as it is.

    Returns:
        The letters that now wait to be sent.

    Raises:
        UsageError: `letters.unknown_plan` where no such plan was ever shown.
    """
    with store.atomic():
        found = letters_of_plan(store, digest)
        if found is None:
            raise UsageError("letters.unknown_plan", digest=digest)
        for entry in found:
            if letter_ids is not None and entry.letter.id not in letter_ids:
                continue
            fresh = [r for r in entry.recipients if r.state is SendState.PLANNED]
            for each in fresh:
                address = each.recipient.address.email
                _event(store, entry.letter, address, SendState.APPROVED, at, who, plan=digest)
            if fresh:
                _note(store, at, who, "letter.approved", entry.letter, {"plan": digest})
        after = letters_of_plan(store, digest) or ()
    return tuple(entry for entry in after if entry.waiting)


def withdraw_approval(store: Store, letter: Letter, *, at: datetime, who: str, code: str) -> None:
    """Put what was approved and not begun back to planned; `code` says why."""
    with store.atomic():
        (entry,) = shown_letters(store, [letter])
        for each in entry.waiting:
            address = each.recipient.address.email
            _event(store, letter, address, SendState.PLANNED, at, who, code=code)
        if entry.waiting:
            _note(store, at, who, "letter.held", letter, {"code": code})


def begin(
    store: Store, letter: Letter, recipient: str, *, message_id: str, at: datetime, who: str
) -> None:
    """Commit that a letter is handed over now, before its first byte is.

    Raises:
        StoreError: `letters.not_approved` where it is not waiting to be sent.
    """
    with store.atomic():
        if recipient_state(store, letter.id, recipient) is not SendState.APPROVED:
            raise StoreError("letters.not_approved", recipient=recipient)
        _event(store, letter, recipient, SendState.SENDING, at, who, message_id=message_id)


def finish(
    store: Store,
    letter: Letter,
    recipient: str,
    state: SendState,
    *,
    at: datetime,
    who: str,
    message_id: str,
    code: str = "",
    answer: str = "",
) -> None:
    """Record how a handing over ended, with the server's answer as it stands.

    APPROVED means that it certainly did not leave and may be tried again.
    """
    with store.atomic():
        _event(
            store, letter, recipient, state, at, who,
            message_id=message_id, code=code, answer=answer,
        )  # fmt: skip
        if state is not SendState.APPROVED:
            after = {"recipient": recipient, "code": code, "answer": answer}
            _note(store, at, who, f"letter.{state}", letter, after)


def doubt_interrupted(store: Store, *, at: datetime, who: str) -> int:
    """Turn every handing over that nobody finished into a doubt; returns how many.

    Only to be called by whoever holds the lock for sending: then no other is at it.
    """
    with store.atomic():
        rows = store.rows(
            """SELECT e.letter_id, e.recipient, e.message_id, l.content
               FROM letter_events AS e JOIN letters AS l ON l.id = e.letter_id
               WHERE e.state = 'sending' AND e.id =
                 (SELECT max(id) FROM letter_events
                  WHERE letter_id = e.letter_id AND recipient = e.recipient)"""
        )
        for row in rows:
            finish(
                store,
                msgspec.json.decode(row["content"], type=Letter),
                row["recipient"],
                SendState.UNKNOWN,
                at=at,
                who=who,
                message_id=row["message_id"],
                code="interrupted",
            )
    return len(rows)


def settle(
    store: Store, letter: Letter, recipient: str, choice: Settling, *, at: datetime, who: str
) -> None:
    """Record what a person says of a letter that is in doubt or was refused.

    Raises:
        UsageError: `letters.not_open` where nothing is to be said.
    """
    with store.atomic():
        before = recipient_state(store, letter.id, recipient)
        if before not in (SendState.UNKNOWN, SendState.REFUSED):
            raise UsageError("letters.not_open", recipient=recipient)
        _event(store, letter, recipient, _SETTLED[choice], at, who, code=f"person_{choice}")
        after = {"recipient": recipient, "choice": choice}
        _note(store, at, who, "letter.settled", letter, after)


def tie_bounce(
    store: Store,
    mail_id: int,
    letter: Letter,
    recipient: str,
    *,
    at: datetime,
    who: str,
    message_id: str,
    answer: str,
    came_back: bool = True,
) -> None:
    """Note that a bounce returns a letter; where it `came_back`, the letter is due again."""
    with store.atomic():
        if came_back:
            finish(
                store, letter, recipient, SendState.REFUSED,
                at=at, who=who, message_id=message_id, code="bounce", answer=answer,
            )  # fmt: skip
        after = {"letter": letter.id, "recipient": recipient, "reason": answer}
        journal.record(store, at, who, "bounce.tied", subject("mail", mail_id), None, after)


def leave_bounce(
    store: Store,
    mail_id: int,
    act: Literal["bounce.unfit", "bounce.none", "bounce.aside"],
    *,
    at: datetime,
    said: dict[str, str],
    who: str = journal.MACHINE,
) -> None:
    """Note that a bounce fits no letter, reports no failure, or that a person set it aside."""
    with store.atomic():
        journal.record(store, at, who, act, subject("mail", mail_id), None, said)


def note_answers(
    store: Store, found: Sequence[tuple[int, Letter]], *, seen: int, at: datetime
) -> None:
    """Note which mails answer which letters, and up to which mail answers were looked for."""
    if not seen:
        return
    with store.atomic():
        for mail_id, letter in found:
            after = {"letter": letter.id, "subject": letter.subject}
            name = subject("mail", mail_id)
            journal.record(store, at, journal.MACHINE, "answer.found", name, None, after)
        journal.record(store, at, journal.MACHINE, "answers.seen", subject("mail", seen))


def _insert_letter(store: Store, letter: Letter, at: datetime) -> None:
    store.execute(
        """INSERT INTO letters
           (id, at, kind, target, sub_committee_id, branch_ids, about, content)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING""",
        (
            letter.id,
            to_text(at),
            letter.kind,
            letter.target,
            letter.sub_committee_id,
            _json(letter.branch_ids),
            _json(letter.about),
            _json(letter),
        ),
    )


def _event(
    store: Store,
    letter: Letter,
    recipient: str,
    state: SendState,
    at: datetime,
    who: str,
    *,
    plan: str = "",
    message_id: str = "",
    code: str = "",
    answer: str = "",
) -> None:
    store.execute(
        """INSERT INTO letter_events
           (letter_id, recipient, state, at, who, plan, message_id, code, answer)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (letter.id, recipient, state, to_text(at), who, plan, message_id, code, answer),
    )


def _note(
    store: Store, at: datetime, who: str, act: str, letter: Letter, after: dict[str, str]
) -> None:
    told = {"kind": str(letter.kind), "subject": letter.subject, **after}
    journal.record(store, at, who, act, subject("letter", letter.id), None, told)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
