"""The shared facts: frozen dataclasses and enums that all three rooms speak in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from store.text.kinds import FileKind as FileKind
from store.text.kinds import Intent as Intent
from store.text.kinds import Item as Item
from store.text.kinds import ReceivedFrom as ReceivedFrom
from store.text.kinds import Scope as Scope
from store.text.kinds import Severity as Severity
from store.text.kinds import Source as Source
from store.text.kinds import State as State
from store.text.kinds import Verdict as Verdict

# Any inside: a recursive alias cannot be decoded by msgspec.
JsonValue = str | int | float | bool | None | list[Any] | dict[str, Any]
Params = Mapping[str, JsonValue]


# -- roster ------------------------------------------------------------------------------------


class SubCommittee(msgspec.Struct, frozen=True):
    """A 分党委 or 直属党总支: who mails the material of its branches."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    phone: str = ""


class Branch(msgspec.Struct, frozen=True):
    """A 党支部 that takes part; `withdrawn` is the reason of 退出创建, else None."""

    id: str
    sub_committee_id: str
    name: str
    aliases: tuple[str, ...] = ()
    secretary: str = ""
    contacts: tuple[str, ...] = ()
    consecutive_years: bool = False
    kind: str = ""
    phone: str = ""
    withdrawn: str | None = None


class SenderFact(msgspec.Struct, frozen=True):
    """An address whose mails people credited to a branch `times` times, last on `last_date`."""

    address: str
    branch_id: str
    times: int
    last_date: str


# -- mail --------------------------------------------------------------------------------------


class MailKey(msgspec.Struct, frozen=True):
    """Where a mail lies; `uidvalidity` is None where the server gives none that can be trusted."""

    mailbox: str
    folder: str
    uidvalidity: int | None
    uid: int


class Address(msgspec.Struct, frozen=True):
    """One mailbox of a header: display name and address, both decoded, never trusted."""

    name: str
    email: str


class Problem(msgspec.Struct, frozen=True):
    """Something on a mail that could not be recovered; `code` is worded by the catalogs."""

    code: str
    params: Params = msgspec.field(default_factory=dict)


class Attachment(msgspec.Struct, frozen=True):
    """One file of a mail. `path` keeps archives and folders: `a.zip/机械学院/方案.docx`."""

    path: str
    digest: str
    media_type: str
    size_bytes: int

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]


class Link(msgspec.Struct, frozen=True):
    """A file that came as a link; unknown size or expiry is None.

    `sentence` is the line that it stood in where its service is on no list, else ""; not stored.
    """

    url: str
    host: str
    name: str
    size_bytes: int | None = None
    expires_at: datetime | None = None
    fetchable: bool = True
    sentence: str = ""


class Mail(msgspec.Struct, frozen=True):
    """One mail as it was read. `digest` is the sha256 of its raw bytes with line ends as LF."""

    digest: str
    message_id: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    sent_at: datetime | None
    received_at: datetime | None
    received_from: ReceivedFrom
    body: str
    attachments: tuple[Attachment, ...]
    links: tuple[Link, ...]
    problems: tuple[Problem, ...]
    size_bytes: int = 0
    # Signs that a machine wrote it: "auto_reply", "bounce", "list", "own". Never a submission.
    automatic: str | None = None
    # The Message-IDs that it answers, without brackets, the nearest last.
    answers: tuple[str, ...] = ()


class IntentWords(msgspec.Struct, frozen=True):
    """One thing that a mail wants, and the half-open span of its "subject" or "body" that says so;
    an empty span where a header says it."""

    intent: Intent
    source: str
    start: int
    end: int


class MailMeaning(msgspec.Struct, frozen=True):
    """What the machine made of a mail's own words; derived, and derived again where it changed.

    `intents` stand the gravest first, `branch_ids` are the branches that the mail speaks of, or its
    sender's own, `sub_committee_ids` where it comes from. `answers` are Message-IDs, as in `Mail`.
    """

    intents: tuple[IntentWords, ...] = ()
    branch_ids: tuple[str, ...] = ()
    sub_committee_ids: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


# -- judgement ---------------------------------------------------------------------------------


class Evidence(msgspec.Struct, frozen=True):
    """One named reason. Params `source`, `text`, `start`, `end` point into the original text."""

    code: str
    weight: float = 0.0
    params: Params = msgspec.field(default_factory=dict)


class Candidate(msgspec.Struct, frozen=True):
    """A branch that may own a file, with what speaks for and against it; best first in a tuple."""

    branch_id: str
    score: float
    evidence: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()


class DocumentSection(msgspec.Struct, frozen=True):
    """One branch's part of a document that holds several: `parts` are places in the measure
    `parts`; `branch_id` is "" where the heading fits no single branch of the roster.
    """

    heading: str
    branch_id: str
    parts: tuple[int, ...]


class Proposal(msgspec.Struct, frozen=True):
    """What matching says of one attachment or link.

    AUTO with scope ONE credits `branch_id`; AUTO with SEVERAL or NONE files it apart;
    REVIEW asks a person, who is shown `candidates` (at most five, or the branch of every one of
    the `sections` of a document that holds several branches' plans) and `reasons`.
    """

    verdict: Verdict
    scope: Scope
    branch_id: str | None
    candidates: tuple[Candidate, ...]
    reasons: tuple[Evidence, ...]
    kind: FileKind
    kind_certain: bool
    sections: tuple[DocumentSection, ...] = ()


class Examination(msgspec.Struct, frozen=True):
    """What was measured in a file. `depth` is "probe" (quick) or "full" (a video's decode).

    `measures` holds plain values by name; `problems` say what could not be looked at.
    """

    digest: str
    depth: str
    measures: Params
    problems: tuple[Problem, ...] = ()


class Finding(msgspec.Struct, frozen=True):
    """What a measure means against the notice, with the clause and its words."""

    code: str
    severity: Severity
    params: Params = msgspec.field(default_factory=dict)
    clause: str = ""


class Judgement(msgspec.Struct, frozen=True):
    """The machine's word on one attachment (`index` counts attachments, then links, of a mail)."""

    index: int
    proposal: Proposal
