"""What a letter is: who gets it and why, what it says, and how far its sending got."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec
from msgspec.structs import replace

from store.letters.manifest import SubmittedFile
from store.model import Address, Params
from store.text.ics import CalendarEntry


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


class Reason(msgspec.Struct, frozen=True):
    """Why: a code of the catalogs and its params."""

    code: str
    params: Params = msgspec.field(default_factory=dict)


class Recipient(msgspec.Struct, frozen=True):
    """One address of a letter, and why it gets it."""

    address: Address
    role: Literal["to", "cc"]
    why: Reason


class FindingLine(msgspec.Struct, frozen=True):
    """One line of the list of findings that may be attached: whose, on what, and what it says."""

    branch: str
    item: str
    file: str
    said: str


class AttachedFile(msgspec.Struct, frozen=True):
    """A stored content that goes along with a letter under a name."""

    name: str
    digest: str
    size_bytes: int
    media_type: str


class LetterPart(msgspec.Struct, frozen=True):
    """One thing that a letter tells: of one kind, with keys and basis of its own.

    What was told is told, what changed asks again: both are asked of parts, not of letters.
    """

    kind: str
    round: str
    target: str
    branch_ids: tuple[str, ...]
    about: tuple[str, ...]
    basis: str


class Letter(msgspec.Struct, frozen=True):
    """One letter, whole: what is shown is what is sent.

    Attributes:
        id: made from everything else, so that another word is another letter.
        kind: the name of a kind of `mailsync.letters.kinds`.
        round: "T-7" for a reminder, "" for other kinds.
        target: whose letter it is: a sub-committee, a branch, a reviewer or an address, as
            `kind:id`.
        about: keys of what it tells; told once, a thing is not told again by itself.
        basis: digest of the facts that it rests on, without the day on which it was written.
        attached: lines of the findings to attach as a document; empty for no attachment.
        files: stored contents to attach; another content makes another letter.
        reply_to_id: the Message-ID that it answers, "" for none.
        together: the parts, where it tells of more than one thing; kind, round, target are those
            of the first then. See `parts`.
        submitted: what it hands on to the department, file by file (报送).
        html: the page that goes along with the text, as it was made with it; "" for none, as in
            a letter that was kept before pages were.
        dates: what it asks for on a day; a calendar file of them goes along.
    """

    id: str
    kind: str
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
    files: tuple[AttachedFile, ...] = ()
    html: str = ""
    submitted: tuple[SubmittedFile, ...] = ()
    together: tuple[LetterPart, ...] = ()
    dates: tuple[CalendarEntry, ...] = ()

    @property
    def parts(self) -> tuple[LetterPart, ...]:
        """What it tells, one part at least."""
        return self.together or (
            LetterPart(self.kind, self.round, self.target, self.branch_ids, self.about, self.basis),
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its parts, the most urgent first."""
        return tuple(part.kind for part in self.parts)

    @property
    def addressee(self) -> str:
        """The id of the sub-committee, branch or reviewer that it goes to, else an address."""
        kind, _, identifier = self.target.partition(":")
        if kind in ("branch", "sub_committee", "reviewer"):
            return identifier
        return self.sub_committee_id or identifier

    @property
    def hearer(self) -> str:
        """Who heard from us by it: a sub-committee, else the letter's own target."""
        return self.sub_committee_id or self.target

    def addresses(self, role: Literal["to", "cc"]) -> tuple[str, ...]:
        """The plain addresses of one role."""
        return tuple(r.address.email for r in self.recipients if r.role == role)


def reviewer_of(letter: Letter) -> str:
    """The id of the reviewer that a letter goes to, "" where it goes to none."""
    return letter.addressee if letter.target.startswith("reviewer:") else ""


def parts_of(letters: Iterable[Letter], kind: str) -> Iterator[LetterPart]:
    """The parts of one kind in some letters."""
    return (part for letter in letters for part in letter.parts if part.kind == kind)


def with_id(letter: Letter) -> Letter:
    """Give a letter the id that belongs to its content."""
    told = msgspec.to_builtins(replace(letter, id=""))
    if not letter.files:
        # A letter without files keeps the id that it had before letters could have any.
        del told["files"]
    if not letter.submitted:
        # The same for what it hands on.
        del told["submitted"]
    if not letter.html:
        # The same for its page.
        del told["html"]
    if not letter.together:
        del told["together"]
    if not letter.dates:
        del told["dates"]
    content = msgspec.json.encode(told)
    return replace(letter, id=f"L{hashlib.sha256(content).hexdigest()[:12]}")


class Dropped(msgspec.Struct, frozen=True):
    """Who got no letter though one might be looked for, and why.

    `reviewer_id` names a reviewer, who belongs to no sub-committee and no branch here.
    """

    kind: str
    sub_committee_id: str
    branch_ids: tuple[str, ...]
    reason: Reason
    reviewer_id: str = ""

    @property
    def addressee(self) -> str:
        """The id of whoever gets no letter."""
        return self.reviewer_id or self.sub_committee_id


class LetterPlan(msgspec.Struct, frozen=True):
    """Letters as they are shown, and what dropped out; `digest` covers every letter whole."""

    digest: str
    made_at: datetime
    letters: tuple[Letter, ...]
    dropped: tuple[Dropped, ...]


def plan_digest(letters: Iterable[Letter]) -> str:
    """The digest of some letters in their order; 16 hexadecimal digits, short enough to type."""
    names = "\n".join(letter.id for letter in letters)
    return hashlib.sha256(names.encode()).hexdigest()[:16]
