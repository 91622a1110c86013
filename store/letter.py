"""What a letter is: who gets it and why, what it says, and how far its sending got."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from store.model import Address, Params


class LetterKind(StrEnum):
    """The kinds of letter, in the order in which a plan lists them."""

    OVERDUE = "overdue"
    REMINDER = "reminder"
    RETURN = "return"
    EXTENSION = "extension"
    INVITATION = "invitation"
    RECEIPT = "receipt"


class SendState(StrEnum):
    """How far a letter got on its way to one recipient.

    `refused` was answered so by a server, at once or by a bounce; `unknown` fell silent after
    the message was handed over, and only a person says what is to be done.
    """

    PLANNED = "planned"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"

    @property
    def may_have_arrived(self) -> bool:
        """Whether sending it again could make it arrive twice."""
        return self in (SendState.SENDING, SendState.SENT, SendState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code of the catalogs and its params."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of a letter, and why it gets it."""

    address: Address
    role: Literal["to", "cc"]
    why: Reason


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One line of the list of findings that may be attached: whose, on what, and what it says."""

    branch: str
    item: str
    file: str
    said: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, whole: what is shown is what is sent.

    Attributes:
        id: made from everything else, so that another word is another letter.
        round: "T-7" for a reminder, "" for other kinds.
        target: whose letter it is: a sub-committee, a branch or an address, as `kind:id`.
        about: keys of what it tells; told once, a thing is not told again by itself.
        basis: digest of the facts that it rests on, without the day on which it was written.
        attached: lines of the findings to attach as a document; empty for no attachment.
        reply_to_id: the Message-ID that it answers, "" for none.
    """

    id: str
    kind: LetterKind
    round: str
    target: str
    sub_committee_id: str
    branch_ids: tuple[str, ...]
    sender: Address
    recipients: tuple[Recipient, ...]
    subject: str
    text: str
    short: str
    language: str
    about: tuple[str, ...]
    basis: str
    attached: tuple[FindingLine, ...] = ()
    reply_to_id: str = ""
    edited: bool = False

    def addresses(self, role: Literal["to", "cc"]) -> tuple[str, ...]:
        """The plain addresses of one role."""
        return tuple(r.address.email for r in self.recipients if r.role == role)


def with_id(letter: Letter) -> Letter:
    """Give a letter the id that belongs to its content."""
    content = msgspec.json.encode(replace(letter, id=""))
    return replace(letter, id=f"L{hashlib.sha256(content).hexdigest()[:12]}")


@dataclass(frozen=True, slots=True)
class Dropped:
    """Who got no letter though one might be looked for, and why."""

    kind: LetterKind
    sub_committee_id: str
    branch_ids: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """Letters as they are shown, and what dropped out; `digest` covers every letter whole."""

    digest: str
    made_at: datetime
    letters: tuple[Letter, ...]
    dropped: tuple[Dropped, ...]


def plan_digest(letters: Iterable[Letter]) -> str:
    """The digest of some letters in their order; 16 hexadecimal digits, short enough to type."""
    names = "\n".join(letter.id for letter in letters)
    return hashlib.sha256(names.encode()).hexdigest()[:16]
