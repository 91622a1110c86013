"""Letters that came back: a bounce names the Message-ID that it returns, and so the recipient."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from store.db.database import Store
from store.db.journal import MACHINE
from store.files.blobs import Blobs
from store.files.skeleton import NotRebuilt
from store.intake.raw import raw_mail
from store.letters import events as outgoing
from store.letters.letter import SendState
from store.letters.standing import bounce_mails, our_message_ids, recipient_state
from store.text.visible import visible

BOUNCE = "bounce"
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}@[^<>\s]{1,250}>")
_MOST_BYTES = 2 << 20
_LONGEST_ANSWER = 500
# What a report may say that is no failure (RFC 3464 2.3.3).
_NO_FAILURE = frozenset(["delayed", "delivered", "relayed", "expanded"])


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce returns, and why; the words of the server, made visible."""

    message_ids: tuple[str, ...]
    diagnosis: str


def read_bounce(raw: bytes, known: Collection[str]) -> Bounce | None:
    """Read a bounce; None where it returns no letter of ours or reports no failure.

    Args:
        known: our Message-IDs, with their angle brackets.
    """
    mail = message_from_bytes(raw[:_MOST_BYTES])
    found: dict[str, None] = {}
    diagnoses: list[str] = []
    actions: set[str] = set()
    for part in mail.walk():
        for text in _texts(part):
            found.update((name, None) for name in _MESSAGE_ID.findall(text) if name in known)
        actions.update(value.strip().lower() for value in part.get_all("Action", []))
        for field in ("Diagnostic-Code", "Status"):
            diagnoses += [" ".join(str(value).split()) for value in part.get_all(field, [])]
    if not found or (actions and actions <= _NO_FAILURE):
        return None
    said = diagnoses[0] if diagnoses else " ".join(str(mail.get("Subject", "")).split())
    return Bounce(tuple(found), visible(said)[:_LONGEST_ANSWER])


def recognise(store: Store, blobs: Blobs, *, at: datetime) -> int:
    """Note at each letter that it came back; returns how many recipients that concerns."""
    ours = our_message_ids(store)
    noted = 0
    for mail_id in bounce_mails(store) if ours else ():
        try:
            bounce = read_bounce(_beginning(raw_mail(store, blobs, mail_id)), ours)
        except NotRebuilt:
            continue
        for message_id in bounce.message_ids if bounce else ():
            letter, recipient = ours[message_id]
            before = recipient_state(store, letter.id, recipient)
            if bounce is None or before not in (SendState.SENT, SendState.UNKNOWN):
                continue
            outgoing.finish(
                store,
                letter,
                recipient,
                SendState.REFUSED,
                at=at,
                who=MACHINE,
                message_id=message_id,
                code=BOUNCE,
                answer=bounce.diagnosis,
            )
            noted += 1
    return noted


def _beginning(pieces: Iterable[bytes]) -> bytes:
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= _MOST_BYTES:
            break
    return bytes(held[:_MOST_BYTES])


def _texts(part: Message) -> Iterator[str]:
    """The words of one part: its own header fields and, where it is text, its body."""
    for name in ("Message-ID", "In-Reply-To", "References", "Original-Message-ID"):
        yield from (str(value) for value in part.get_all(name, []))
    if part.is_multipart():
        return
    body = part.get_payload(decode=True)
    if isinstance(body, bytes):
        yield body.decode("utf-8", "replace")
