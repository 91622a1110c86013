"""Letters that came back or were answered, found by every sign that a mail carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from mailsync.mime.addresses import read_addresses
from mailsync.mime.bounce import Bounce, message_ids, read_bounce
from mailsync.mime.headers import decode_text
from mailsync.mime.opened import spooled
from mailsync.sync.stored_header import stored_header
from mailsync.sync.unread import is_of_the_mail
from store.db.database import Store
from store.db.journal import MACHINE
from store.db.moments import CLOCKS_DIFFER
from store.files.blobs import Blobs
from store.intake.raw import beginning_of
from store.letters import events
from store.letters.letter import SendState
from store.letters.returned import (
    HandedOver,
    SeenMail,
    answers_to_look_at,
    bounces_to_look_at,
    handed_over,
)
from store.letters.standing import recipient_state

# A server gives up after five days at most; people look at an old mailbox later.
_RETURNS_WITHIN = timedelta(days=14)
_ANSWERED_WITHIN = timedelta(days=90)
_MOST_BYTES = 4 << 20
_REPLY = ("re:", "re：", "回复:", "回复：", "答复:", "答复：", "回覆:", "回覆：")


def recognise(store: Store, blobs: Blobs, *, at: datetime) -> int:
    """Note at each letter that it came back or was answered; returns how many came back.

    A bounce that fits no letter is noted as such, for a person to tie it. Each mail is looked at
    once.
    """
    ours = handed_over(store)
    noted = 0
    for mail in bounces_to_look_at(store):
        bounce = _read(store, blobs, mail)
        if bounce is None:
            events.leave_bounce(store, mail.mail_id, "bounce.none", at=at, said={})
            continue
        found = _letter_of(bounce, mail, ours)
        said = {
            "recipient": bounce.recipients[0] if bounce.recipients else "",
            "subject": bounce.subject,
            "reason": bounce.reason,
        }
        if found is None:
            events.leave_bounce(store, mail.mail_id, "bounce.unfit", at=at, said=said)
            continue
        noted += _note(store, mail, found, bounce.reason, at)
    looked_at = answers_to_look_at(store) if ours else ()
    found_answers = [(mail.mail_id, _answered(store, blobs, mail, ours)) for mail in looked_at]
    events.note_answers(
        store,
        [(mail_id, one.letter) for mail_id, one in found_answers if one is not None],
        seen=max((mail.mail_id for mail in looked_at), default=0),
        at=at,
    )
    return noted


def _note(store: Store, mail: SeenMail, found: HandedOver, reason: str, at: datetime) -> int:
    before = recipient_state(store, found.letter.id, found.recipient)
    came_back = before in (SendState.SENT, SendState.UNKNOWN)
    events.tie_bounce(
        store,
        mail.mail_id,
        found.letter,
        found.recipient,
        at=at,
        who=MACHINE,
        message_id=found.message_id,
        answer=reason,
        came_back=came_back,
    )
    return int(came_back)


def _read(store: Store, blobs: Blobs, mail: SeenMail) -> Bounce | None:
    """Read a stored bounce; one that cannot be read fits no letter."""
    try:
        with spooled([beginning_of(store, blobs, mail.mail_id, _MOST_BYTES)]) as raw:
            return read_bounce(raw)
    except Exception as err:
        if not is_of_the_mail(err):
            raise
        return Bounce((), (), mail.subject, "")


def _letter_of(bounce: Bounce, mail: SeenMail, ours: Mapping[str, HandedOver]) -> HandedOver | None:
    """By the Message-ID that it returns; else by recipient, subject and time, if one fits."""
    for name in bounce.message_ids:
        if name in ours:
            return ours[name]
    addresses = {one.lower() for one in bounce.recipients}
    sent = [
        one
        for one in ours.values()
        if one.recipient.lower() in addresses
        and one.at - CLOCKS_DIFFER <= mail.at <= one.at + _RETURNS_WITHIN
    ]
    subject = _plain(bounce.subject)
    if subject:
        sent = [one for one in sent if _plain(one.letter.subject).startswith(subject)]
        # The same subject again: what came back is the latest before it.
        return max(sent, key=lambda one: one.at) if sent else None
    return sent[0] if len(sent) == 1 else None


def _answered(
    store: Store, blobs: Blobs, mail: SeenMail, ours: Mapping[str, HandedOver]
) -> HandedOver | None:
    """The letter that a person's mail answers; None where it answers none of ours."""
    try:
        fields = stored_header(store, blobs, mail.mail_id)
        named = [
            name
            for field in ("in-reply-to", "references")
            for value in fields.raw_all(field)
            for name in message_ids(decode_text(value))
        ]
        for name in reversed(named):
            if name in ours:
                return ours[name]
        senders = {
            address.email.lower()
            for value in fields.raw_all("from")
            for address in read_addresses(value)
        }
    except Exception as err:
        if not is_of_the_mail(err):
            raise
        return None
    subject = mail.subject.strip().lower()
    if not subject.startswith(_REPLY):
        return None
    while subject.startswith(_REPLY):
        subject = subject[min(map(len, (mark for mark in _REPLY if subject.startswith(mark)))) :]
        subject = subject.strip()
    fitting = [
        one
        for one in ours.values()
        if one.recipient.lower() in senders
        and _plain(one.letter.subject) == _plain(subject)
        and one.at - CLOCKS_DIFFER <= mail.at <= one.at + _ANSWERED_WITHIN
    ]
    return max(fitting, key=lambda one: one.at) if fitting else None


def _plain(subject: str) -> str:
    """A subject without blanks, case and the dots of one that was cut."""
    return "".join(subject.split()).lower().rstrip(".…")
