"""READ: whom every file and link is credited to: the latest decision, else the judgement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from store.db.acts import Act, subject_id, subject_kind
from store.db.among import rows_among
from store.db.database import Store, StoredRow
from store.db.decisions import Decision
from store.db.moments import CLOCKS_DIFFER, from_text, moment_or_none
from store.model import FileKind, JsonValue, Scope, Source, Verdict


class HandedOn(msgspec.Struct, frozen=True):
    """What the manifest says of a file that it credited: when it was made, who of the
    sub-committee vetted the file ("" unnamed) and on which day, "" where nobody did."""

    made_at: datetime
    vetted_by: str = ""
    vetted_on: str = ""


class Credit(msgspec.Struct, frozen=True):
    """One file or link and where it stands.

    `waiting` means a person must say; then `branch_ids` are the candidates, best first.
    Otherwise they are its owners: none where it is no submission or covers several branches,
    and none of a link that is `settled`, its file having been taken in. `several` says that the
    machine read more than one branch in it.
    """

    subject: str
    mail_id: int
    position: int
    path: str
    digest: str
    media_type: str
    size_bytes: int | None
    received_at: datetime | None
    kind: FileKind
    waiting: bool
    branch_ids: tuple[str, ...]
    decided_by: str | None
    url: str | None = None
    expires_at: datetime | None = None
    sender_email: str = ""
    settled: bool = False
    several: bool = False
    # Of a document with several branches' plans: the parts that are each branch's, by its id.
    sections: Mapping[str, tuple[int, ...]] = msgspec.field(default_factory=dict)
    mail_subject: str = ""
    # Why it waits though whose it is and what it is were sure: a code of the catalogs.
    held: str = ""
    # Where it was credited by the manifest of its sub-committee.
    handed_on: HandedOn | None = None

    @property
    def name(self) -> str:
        """What its sender called it."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def is_link(self) -> bool:
        """Whether the content itself is still elsewhere."""
        return self.url is not None

    @property
    def arrival_order(self) -> tuple[bool, datetime | None, int, int]:
        """Sorts by arrival; an unknown time comes first."""
        return (self.received_at is not None, self.received_at, self.mail_id, self.position)


class _CandidateId(msgspec.Struct):
    branch_id: str


class _Candidates(msgspec.Struct):
    candidates: list[_CandidateId]


class _ManifestReason(msgspec.Struct):
    code: str
    params: dict[str, JsonValue] = {}


class _Manifested(msgspec.Struct):
    candidates: list[_CandidateId]
    reasons: list[_ManifestReason]


_CANDIDATES = msgspec.json.Decoder(_Candidates)
_MANIFESTED = msgspec.json.Decoder(_Manifested)
# The reason of a file that was credited by a manifest.
CREDITED_BY_MANIFEST = "submission.credited"

_FILES = """
    SELECT 'file:' || f.id AS subject, f.mail_id, f.position, f.path, f.digest, f.media_type,
           f.size_bytes, NULL AS url, NULL AS expires_at, m.received_at, m.stored_at, m.source,
           m.subject AS mail_subject, m.sender_email,
           j.kind, j.kind_certain, j.verdict, j.scope, j.branch_id, j.proposal
    FROM files AS f JOIN mails AS m ON m.id = f.mail_id
    LEFT JOIN judgements AS j ON j.id =
        (SELECT max(id) FROM judgements WHERE subject = 'file:' || f.id)
"""
_LINKS = """
    SELECT 'link:' || l.id AS subject, l.mail_id, l.position, l.name AS path, '' AS digest,
           '' AS media_type, l.size_bytes, l.url, l.expires_at, m.received_at, m.stored_at,
           m.source, m.subject AS mail_subject, m.sender_email,
           j.kind, j.kind_certain, j.verdict, j.scope, j.branch_id, j.proposal
    FROM links AS l JOIN mails AS m ON m.id = l.mail_id
    LEFT JOIN judgements AS j ON j.id =
        (SELECT max(id) FROM judgements WHERE subject = 'link:' || l.id)
"""


_CLAIMS = (Act.TAKE_IN, Act.CREDIT, Act.NOT_OURS, Act.OPENED)


class StoredCredit(msgspec.Struct, frozen=True):
    """A file or link as it is credited, whatever the moment; `stored_at` is None by hand."""

    credit: Credit
    stored_at: str | None


def arrivals(
    store: Store, decisions: Iterable[Decision], *, mails: Collection[int] | None = None
) -> tuple[StoredCredit, ...]:
    """Every file and link in the order of arrival.

    What came by hand counts while its taking in stands; a link whose file was taken in is
    settled and belongs to nobody: its file does.

    Args:
        mails: only those of some mails, by their ids.
    """
    made = tuple(decisions)
    claimed = {one.subject: one for one in made if one.act in _CLAIMS}
    taken = {one.subject for one in made if one.act is Act.TAKE_IN}
    if mails is None:
        rows = [*store.rows(_FILES), *store.rows(_LINKS)]
    else:
        rows = [
            *rows_among(store, f"{_FILES} WHERE f.mail_id IN", mails),
            *rows_among(store, f"{_LINKS} WHERE l.mail_id IN", mails),
        ]
    settled = _settled(store, made)
    found = [
        StoredCredit(
            _credit(row, claimed.get(row["subject"]), settled=row["url"] in settled),
            row["stored_at"] if row["source"] == Source.MAIL else None,
        )
        for row in rows
        if row["source"] == Source.MAIL or row["subject"] in taken
    ]
    return tuple(sorted(found, key=lambda one: one.credit.arrival_order))


def arrived_by(found: Iterable[StoredCredit], as_of: datetime) -> tuple[Credit, ...]:
    """What had arrived by a moment, in the order of arrival.

    A mail that was stored by then had arrived, whatever moment it gives itself: one that is still
    to come is unknown, and its files wait for a person.
    """
    come: list[Credit] = []
    ahead = False
    for one in found:
        credit = one.credit
        if credit.received_at is None or credit.received_at <= as_of:
            come.append(credit)
        elif one.stored_at is not None and from_text(one.stored_at) <= as_of:
            come.append(_ahead(credit, as_of))
            ahead = True
    if ahead:
        come.sort(key=lambda one: one.arrival_order)
    return tuple(come)


def all_credits(
    store: Store, decisions: Iterable[Decision], *, as_of: datetime
) -> tuple[Credit, ...]:
    """Every file and link that had arrived by `as_of`, in the order of arrival."""
    return arrived_by(arrivals(store, decisions), as_of)


def _ahead(credit: Credit, as_of: datetime) -> Credit:
    """What is here already though its mail says that it is still to come."""
    if credit.received_at is not None and credit.received_at - as_of <= CLOCKS_DIFFER:
        return credit
    asks = credit.decided_by is None and not credit.settled and bool(credit.branch_ids)
    return replace(credit, received_at=None, waiting=credit.waiting or asks)


def _settled(store: Store, decisions: Iterable[Decision]) -> set[str]:
    """The addresses of links whose file was taken in; a link that came twice is one file."""
    bound = {str(one.payload.get("link")) for one in decisions if one.act is Act.TAKE_IN}
    ids = [int(subject_id(name)) for name in bound if subject_kind(name) == "link"]
    return {row["url"] for row in rows_among(store, "SELECT url FROM links WHERE id IN", ids)}


def _credit(row: StoredRow, decision: Decision | None, *, settled: bool) -> Credit:
    kind, waiting, branch_ids = _judged(row) if decision is None else _decided(row, decision)
    handed_on: HandedOn | None = None
    if decision is None and not waiting and CREDITED_BY_MANIFEST in (row["proposal"] or ""):
        branch_ids, handed_on = _by_manifest(row, branch_ids)
    if settled:
        waiting, branch_ids = False, ()
    return Credit(
        subject=row["subject"],
        mail_id=row["mail_id"],
        position=row["position"],
        path=row["path"],
        digest=row["digest"],
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        received_at=moment_or_none(row["received_at"]),
        kind=kind,
        waiting=waiting,
        branch_ids=branch_ids,
        decided_by=None if decision is None else decision.who,
        url=row["url"],
        expires_at=moment_or_none(row["expires_at"]),
        sender_email=row["sender_email"],
        settled=settled,
        several=row["scope"] == Scope.SEVERAL,
        mail_subject=row["mail_subject"],
        sections={} if decision is None else _sections(decision),
        handed_on=handed_on,
    )


def _by_manifest(
    row: StoredRow, branch_ids: tuple[str, ...]
) -> tuple[tuple[str, ...], HandedOn | None]:
    """The branches that a manifest names for a file, and what it says of it."""
    found = _MANIFESTED.decode(row["proposal"])
    said = next((one.params for one in found.reasons if one.code == CREDITED_BY_MANIFEST), None)
    if said is None:
        return branch_ids, None
    handed_on = HandedOn(
        from_text(str(said["made_at"])), str(said["vetted_by"]), str(said["vetted_on"])
    )
    return tuple(one.branch_id for one in found.candidates), handed_on


def _sections(decision: Decision) -> Mapping[str, tuple[int, ...]]:
    return msgspec.convert(decision.payload.get("sections", {}), dict[str, tuple[int, ...]])


def _decided(row: StoredRow, decision: Decision) -> tuple[FileKind, bool, tuple[str, ...]]:
    if decision.act in (Act.NOT_OURS, Act.OPENED):
        return FileKind(row["kind"] or FileKind.OTHER), False, ()
    return (
        FileKind(str(decision.payload["kind"])),
        False,
        tuple(msgspec.convert(decision.payload["branch_ids"], list[str])),
    )


def _judged(row: StoredRow) -> tuple[FileKind, bool, tuple[str, ...]]:
    if row["verdict"] is None:
        return FileKind.OTHER, True, ()
    kind = FileKind(row["kind"])
    if row["verdict"] == Verdict.AUTO:
        if row["scope"] != Scope.ONE:
            return kind, False, ()
        return kind, not row["kind_certain"], (row["branch_id"],)
    return (
        kind,
        row["verdict"] == Verdict.REVIEW,
        tuple(c.branch_id for c in _CANDIDATES.decode(row["proposal"]).candidates),
    )
