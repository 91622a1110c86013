"""READ: letters with their state at every recipient, by plan, by branch and as a history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from store.db.among import rows_among
from store.db.database import Store, StoredRow
from store.db.moments import from_text, to_text
from store.letters.letter import Dropped, Letter, LetterPlan, Recipient, SendState

# What a letter as a whole is said to be: the first of these that one of its recipients has.
_GRAVEST = (
    SendState.UNKNOWN,
    SendState.SENDING,
    SendState.REFUSED,
    SendState.APPROVED,
    SendState.PLANNED,
    SendState.SENT,
)


class RecipientStanding(msgspec.Struct, frozen=True):
    """How far a letter got to one recipient; `answer` is the server's, visible characters only.

    `code` says why it is so where the answer does not: "interrupted", "bounce" and the like.
    """

    recipient: Recipient
    state: SendState
    at: datetime | None = None
    who: str = ""
    message_id: str = ""
    code: str = ""
    answer: str = ""


class LetterStanding(msgspec.Struct, frozen=True):
    """A letter with its recipients, in the letter's order; `written_at` is None where nothing
    of it is stored yet."""

    letter: Letter
    written_at: datetime | None
    recipients: tuple[RecipientStanding, ...]

    @property
    def state(self) -> SendState:
        """The gravest state of its recipients."""
        return min((r.state for r in self.recipients), key=_GRAVEST.index)

    @property
    def waiting(self) -> tuple[RecipientStanding, ...]:
        """The recipients to whom it is approved and not begun."""
        return tuple(r for r in self.recipients if r.state is SendState.APPROVED)

    @property
    def told_at(self) -> datetime | None:
        """When it first went, or may have gone, to anyone; None where it did not."""
        moments = [r.at for r in self.recipients if r.state.may_have_arrived and r.at]
        return min(moments, default=None)


class PastLetter(msgspec.Struct, frozen=True):
    """What a later plan must know of a part of a letter that went, or may have gone, to anyone.

    `heard_by` are the addresses to which it went, in lower case.
    """

    letter_id: str
    kind: str
    target: str
    sub_committee_id: str
    about: tuple[str, ...]
    told_at: datetime
    heard_by: tuple[str, ...] = ()


def recipient_state(store: Store, letter_id: str, recipient: str) -> SendState:
    """The state of one letter at one recipient."""
    rows = store.rows(
        """SELECT state FROM letter_events WHERE letter_id = ? AND recipient = ?
           ORDER BY id DESC LIMIT 1""",
        (letter_id, recipient),
    )
    return SendState(rows[0]["state"]) if rows else SendState.PLANNED


def letters_of_plan(store: Store, digest: str) -> tuple[LetterStanding, ...] | None:
    """The letters of a plan in their order; None where no such plan was shown."""
    with store.snapshot():
        plans = store.rows(
            "SELECT letter_ids FROM letter_plans WHERE digest = ? ORDER BY id DESC LIMIT 1",
            (digest,),
        )
        if not plans:
            return None
        return _by_ids(store, msgspec.json.decode(plans[0]["letter_ids"], type=list[str]))


def latest_plan(store: Store) -> LetterPlan | None:
    """The plan that was shown last, or None."""
    with store.snapshot():
        plans = store.rows("SELECT * FROM letter_plans ORDER BY id DESC LIMIT 1")
        if not plans:
            return None
        found = _by_ids(store, msgspec.json.decode(plans[0]["letter_ids"], type=list[str]))
    return LetterPlan(
        plans[0]["digest"],
        from_text(plans[0]["at"]),
        tuple(entry.letter for entry in found),
        msgspec.json.decode(plans[0]["dropped"], type=tuple[Dropped, ...]),
    )


def begun_letters(store: Store) -> tuple[LetterStanding, ...]:
    """Every letter of which anything is known beyond its being shown, newest first."""
    with store.snapshot():
        rows = store.rows(
            """SELECT * FROM letters WHERE id IN (SELECT letter_id FROM letter_events)
               ORDER BY at DESC, rowid DESC"""
        )
        return _standings(store, rows)


def letters_about(store: Store, branch_id: str) -> tuple[str, ...]:
    """The ids of the letters, sent or under way, in which a branch is listed."""
    rows = store.rows(
        """SELECT id, branch_ids FROM letters
           WHERE id IN (SELECT letter_id FROM letter_events) ORDER BY rowid"""
    )
    return tuple(row["id"] for row in rows if branch_id in msgspec.json.decode(row["branch_ids"]))


def letters_of_branch(store: Store, branch_id: str) -> tuple[LetterStanding, ...]:
    """The letters, sent or under way, in which a branch is listed, newest first."""
    with store.snapshot():
        found = _by_ids(store, letters_about(store, branch_id))
    return tuple(sorted(found, key=_begun, reverse=True))


def _begun(entry: LetterStanding) -> datetime:
    """When the first recipient's state came to be as it is."""
    return min(r.at for r in entry.recipients if r.at is not None)


def past_letters(store: Store) -> tuple[PastLetter, ...]:
    """The parts of the letters that went, or may have gone, to at least one recipient."""
    return tuple(
        PastLetter(
            entry.letter.id,
            part.kind,
            part.target,
            entry.letter.sub_committee_id,
            part.about,
            entry.told_at,
            tuple(
                each.recipient.address.email.lower()
                for each in entry.recipients
                if each.state.may_have_arrived
            ),
        )
        for entry in begun_letters(store)
        if entry.told_at is not None
        for part in entry.letter.parts
    )


def sent_since(store: Store, moment: datetime) -> int:
    """How many mails went, or may have gone, since a moment; each recipient counts."""
    return int(
        store.rows(
            """SELECT count(DISTINCT message_id) AS n FROM letter_events
               WHERE message_id != '' AND state IN ('sent', 'unknown') AND at >= ?""",
            (to_text(moment),),
        )[0]["n"]
    )


def _by_ids(store: Store, ids: Sequence[str]) -> tuple[LetterStanding, ...]:
    rows = rows_among(store, "SELECT * FROM letters WHERE id IN", ids)
    found = {entry.letter.id: entry for entry in _standings(store, rows)}
    return tuple(found[name] for name in ids)


def _standings(store: Store, rows: Iterable[StoredRow]) -> tuple[LetterStanding, ...]:
    letters = [(msgspec.json.decode(row["content"], type=Letter), row["at"]) for row in rows]
    if not letters:
        return ()
    latest: dict[tuple[str, str], StoredRow] = {}
    message_ids: dict[tuple[str, str], str] = defaultdict(str)
    for event in store.rows("SELECT * FROM letter_events ORDER BY id"):
        key = (event["letter_id"], event["recipient"])
        latest[key] = event
        if event["message_id"]:
            message_ids[key] = event["message_id"]
    return tuple(
        LetterStanding(
            letter,
            from_text(at),
            tuple(_recipient(letter, each, latest, message_ids) for each in letter.recipients),
        )
        for letter, at in letters
    )


def _recipient(
    letter: Letter,
    recipient: Recipient,
    latest: dict[tuple[str, str], StoredRow],
    message_ids: dict[tuple[str, str], str],
) -> RecipientStanding:
    key = (letter.id, recipient.address.email)
    event = latest.get(key)
    if event is None:
        return RecipientStanding(recipient, SendState.PLANNED)
    return RecipientStanding(
        recipient,
        SendState(event["state"]),
        from_text(event["at"]),
        event["who"],
        message_ids[key],
        event["code"],
        event["answer"],
    )


def reusable_letters(store: Store, *, since: datetime) -> tuple[Letter, ...]:
    """Letters written since a moment that were edited or approved and went to nobody.

    Where the facts still ask for the same letter, it is this one, with the words it was given.
    """
    with store.snapshot():
        rows = store.rows(
            """SELECT * FROM letters WHERE at >= ? AND (content LIKE '%"edited":true%'
               OR id IN (SELECT letter_id FROM letter_events)) ORDER BY rowid""",
            (to_text(since),),
        )
        found = _standings(store, rows)
    return tuple(
        entry.letter
        for entry in found
        if entry.told_at is None
        and (entry.letter.edited or entry.waiting)
        and not any(r.state is SendState.REFUSED for r in entry.recipients)
    )


def shown_letters(store: Store, letters: Sequence[Letter]) -> tuple[LetterStanding, ...]:
    """Letters of a plan as they stand, stored or not."""
    ids = (letter.id for letter in letters)
    rows = rows_among(store, "SELECT * FROM letters WHERE id IN", ids)
    stored = {entry.letter.id: entry for entry in _standings(store, rows)}
    return tuple(
        stored.get(letter.id)
        or LetterStanding(
            letter,
            None,
            tuple(RecipientStanding(each, SendState.PLANNED) for each in letter.recipients),
        )
        for letter in letters
    )
