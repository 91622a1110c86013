"""READ: everything that letters are planned from, as of one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from store.db.acts import Act, subject_id, subject_kind
from store.db.database import Store
from store.db.moments import from_text, moment_or_none, to_text
from store.items.sessions import Session
from store.letters.standing import PastLetter, past_letters
from store.model import (
    Address,
    Branch,
    FileKind,
    Finding,
    Intent,
    Item,
    Params,
    Problem,
    Severity,
    State,
    SubCommittee,
)
from store.views.board.branch_facts import Facts
from store.views.board.credits import Credit
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.file_findings import (
    Ruling,
    chains,
    findings_of,
    in_use,
    open_faults,
    open_findings,
    versions,
)
from store.views.board.rows import branch_rows
from store.views.board.types import BranchRow
from store.views.inbox.conversations import Conversation, conversations
from store.views.items.own_owed import OwnDebt, own_debts
from store.views.items.reviewer_facts import ReviewerStanding, reviewer_standings
from store.views.items.sharing_owed import SharingDebt, sharing_debts
from store.workspace.workspace import Workspace

# What belongs to the plan (notice 一.1).
_MATERIAL = (FileKind.SUPPORT, FileKind.TOC)
# What of a file is said to have become better.
_MEASURED = ("chars", "width", "height", "duration_s")
_NO_CONTENTS = "document.no_contents"
# The two items that have a date (notice 三.4), with the kind of file that each is.
DUE_KINDS = ((Item.PLAN, FileKind.PLAN), (Item.VIDEO, FileKind.VIDEO))


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """The current file of an item with the hard findings that are open."""

    item: Item
    name: str
    digest: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PendingLink:
    """An item that came as a link and is not fetched; an unknown expiry is None."""

    item: Item
    name: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """One version of an item: what was measured of it, and the hard findings that are open."""

    item: Item
    digest: str
    mail_id: int
    in_use: bool
    measured: Params
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BranchStanding:
    """One branch: its row of the board, its faults and its links."""

    row: BranchRow
    faulty: tuple[FaultyFile, ...]
    links: tuple[PendingLink, ...]
    # Files beside items 1 and 2 that nobody can open, and a plan without the 目录 of its material.
    beside: tuple[FaultyFile, ...] = ()
    # Files that came before the window's start and wait for us.
    early: tuple[str, ...] = ()
    # Every version of items 1 and 2, oldest first, where there is more than one.
    versions: tuple[ItemVersion, ...] = ()
    # The last moment of items 1 and 2 that the notice gives a date of their own.
    limits: Mapping[Item, datetime] = field(default_factory=dict)

    def limit_of(self, item: Item) -> datetime:
        """The last moment in time of item 1 or 2."""
        return self.limits.get(item, self.row.limit)


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that was granted to a branch or a sub-committee; `key` tells it apart.

    `reason` is what the letter says of it: "" where it stays with us.
    """

    key: str
    sub_committee_id: str
    branch_ids: tuple[str, ...]
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file or link of a mail: its path in the mail, archives too, and what it was taken for."""

    path: str
    kind: FileKind
    branch_ids: tuple[str, ...]
    waiting: bool
    is_link: bool
    unreadable: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """One mail that people sent, with what was found in it."""

    mail_id: int
    message_id: str
    sender: Address
    subject: str
    received_at: datetime
    automatic: str | None
    files: tuple[ReceivedFile, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """An answer that a person wrote to a mail; `key` tells it apart."""

    key: str
    mail: ReceivedMail
    sub_committee_id: str
    branch_ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What letters are planned from.

    `synced_at` is when the mailbox was last read well, None for never. `unclaimed` counts files
    by the sub-committee whose people sent them and of which nobody has said yet whose they are.
    `sharing` are the branches that owe a session or a form, in the order of `standings`;
    `sharing_due` is the date that staff set for both, None where they set none; `own_items` is what
    they owe beside the six.
    """

    as_of: datetime
    synced_at: datetime | None
    sub_committees: tuple[SubCommittee, ...]
    standings: tuple[BranchStanding, ...]
    extensions: tuple[Extension, ...]
    sessions: tuple[Session, ...]
    mails: tuple[ReceivedMail, ...]
    unclaimed: dict[str, int]
    past: tuple[PastLetter, ...]
    sharing: tuple[SharingDebt, ...]
    sharing_due: datetime | None
    reviewers: tuple[ReviewerStanding, ...] = ()
    # What people answer to mails, and what open conversations want, by the sub-committee that they
    # come from.
    answers: tuple[AnswerDue, ...] = ()
    open_messages: Mapping[str, tuple[Intent | None, ...]] = field(default_factory=dict)
    own_items: tuple[OwnDebt, ...] = ()

    def unit(self, sub_committee_id: str) -> SubCommittee:
        """One sub-committee in scope."""
        return next(unit for unit in self.sub_committees if unit.id == sub_committee_id)

    @property
    def branches(self) -> dict[str, Branch]:
        """The branches that take part, by id."""
        return {entry.row.branch.id: entry.row.branch for entry in self.standings}


def letter_facts(store: Store, workspace: Workspace, *, now: datetime) -> LetterFacts:
    """Read it all at once."""
    return known_facts(store, workspace, now=now).facts


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """Facts, the board that they are of, and the revision of both."""

    facts: LetterFacts
    board: BoardFacts
    revision: int


def known_facts(
    store: Store, workspace: Workspace, *, now: datetime, before: KnownFacts | None = None
) -> KnownFacts:
    """Read the facts; of those read before, only what letters change is read again.

    Everything is derived anew where anything else was written since, or where time alone changes
    what is due: another day, a limit that has passed, a mail that is dated into the time between.
    """
    with store.snapshot():
        if before is None or _moved(store, workspace, before, now):
            return _derived(store, workspace, now)
        return KnownFacts(
            replace(
                before.facts,
                as_of=now,
                synced_at=_synced_at(store),
                past=past_letters(store),
                reviewers=reviewer_standings(before.board, workspace),
            ),
            before.board,
            store.revision(),
        )


def _moved(store: Store, workspace: Workspace, before: KnownFacts, now: datetime) -> bool:
    since, dates = before.facts.as_of, workspace.notice.dates
    if now < since or dates.day(now) != dates.day(since):
        return True
    if any(since <= one <= now for one in before.board.turns):
        return True
    return bool(
        store.rows(
            """SELECT 1 FROM journal WHERE id > ? AND act NOT LIKE 'letter.%'
               UNION ALL SELECT 1 FROM mails WHERE received_at > ? AND received_at <= ? LIMIT 1""",
            (before.revision, to_text(since), to_text(now)),
        )
    )


def _synced_at(store: Store) -> datetime | None:
    synced = store.rows(
        "SELECT ended_at FROM sync_runs WHERE error IS NULL ORDER BY id DESC LIMIT 1"
    )
    return from_text(synced[0]["ended_at"]) if synced else None


def _derived(store: Store, workspace: Workspace, now: datetime) -> KnownFacts:
    board = read_facts(store, workspace, as_of=now)
    mails = _mails(store, board, workspace)
    talks = conversations(store, board, workspace)
    units = {unit.id for unit in board.roster.sub_committees}
    rows = branch_rows(board)
    early: dict[str, list[str]] = defaultdict(list)
    for credit in board.outside:
        for branch_id in credit.branch_ids:
            early[branch_id].append(credit.name)
    facts = LetterFacts(
        as_of=now,
        synced_at=_synced_at(store),
        sub_committees=board.roster.sub_committees,
        standings=tuple(
            _standing(row, board.by_branch[row.branch.id], board.ruling, early[row.branch.id])
            for row in rows
        ),
        extensions=tuple(_extensions(board)),
        sessions=tuple(
            session for session in board.sessions.values() if session.sub_committee_id in units
        ),
        mails=mails,
        unclaimed=_unclaimed(mails, board),
        past=past_letters(store),
        reviewers=reviewer_standings(board, workspace),
        sharing=tuple(sharing_debts(board, rows)),
        sharing_due=board.marks.dues.get(Item.SHARING),
        answers=tuple(_answers(store, talks)),
        open_messages=_open_messages(talks),
        own_items=tuple(own_debts(board, rows)),
    )
    return KnownFacts(facts, board, store.revision())


def _standing(row: BranchRow, facts: Facts, ruling: Ruling, early: Iterable[str]) -> BranchStanding:
    faulty, links = [], []
    for item, kind in DUE_KINDS:
        cell = row.cell(item)
        files = versions(facts.credited, kind)
        if cell.state is State.FAULT and files:
            current = in_use(files, facts.pins.get(kind))
            open_hard = open_faults(current, facts, ruling)
            faulty.append(FaultyFile(item, current.name, current.digest, open_hard))
        elif cell.state is State.LINK:
            link = [c for c in facts.credited if c.kind is kind][-1]
            links.append(PendingLink(item, link.path, link.expires_at))
    return BranchStanding(
        row,
        tuple(faulty),
        tuple(links),
        tuple(_beside(facts, ruling)),
        tuple(early),
        tuple(_versions(facts, ruling)),
        facts.limits,
    )


def _versions(facts: Facts, ruling: Ruling) -> Iterator[ItemVersion]:
    for item, kind in DUE_KINDS:
        files = versions(facts.credited, kind)
        if len(files) < 2:
            continue
        current = in_use(files, facts.pins.get(kind))
        for file in files:
            measures = ruling.measures_of(file, facts.branch.id) or {}
            yield ItemVersion(
                item,
                file.digest,
                file.mail_id,
                file.subject == current.subject,
                {name: measures[name] for name in _MEASURED if name in measures},
                open_faults(file, facts, ruling, alone=file is not current),
            )


def _beside(facts: Facts, ruling: Ruling) -> Iterator[FaultyFile]:
    """What is wrong with the supporting material: it belongs to the plan (notice 一.1)."""
    for kind in _MATERIAL:
        for chain in chains(facts.credited, kind):
            current = chain[-1]
            if hard := open_faults(current, facts, ruling):
                yield FaultyFile(Item.PLAN, current.name, current.digest, hard)
    plans = versions(facts.credited, FileKind.PLAN)
    if plans:
        plan = in_use(plans, facts.pins.get(FileKind.PLAN))
        lists = tuple(one for one in open_findings(plan, facts, ruling) if one.code == _NO_CONTENTS)
        if lists:
            yield FaultyFile(Item.PLAN, plan.name, f"{_NO_CONTENTS}:{plan.digest}", lists)


def _extensions(board: BoardFacts) -> Iterable[Extension]:
    latest = {made.subject: made for made in board.decisions if made.act is Act.EXTEND}
    for made in latest.values():
        owner, until = subject_id(made.subject), str(made.payload["until"])
        whole = subject_kind(made.subject) == "sub_committee"
        covered = [
            facts.branch
            for facts in board.by_branch.values()
            if owner == (facts.branch.sub_committee_id if whole else facts.branch.id)
        ]
        if covered:
            yield Extension(
                key=f"{made.subject}:{until}",
                sub_committee_id=covered[0].sub_committee_id,
                branch_ids=tuple(branch.id for branch in covered),
                until=datetime.fromisoformat(until),
                reason=made.reason if made.payload.get("tell_reason") else "",
            )


def _mails(store: Store, board: BoardFacts, workspace: Workspace) -> tuple[ReceivedMail, ...]:
    """Mails of the window, oldest first; a machine's mails too, which get no answer."""
    start = workspace.notice.dates.start_of(workspace.settings.window_start)
    by_mail: dict[int, list[Credit]] = defaultdict(list)
    for credit in board.arrived:
        by_mail[credit.mail_id].append(credit)
    return tuple(
        ReceivedMail(
            mail_id=row["id"],
            message_id=row["message_id"],
            sender=Address(row["sender_name"], row["sender_email"]),
            subject=row["subject"],
            received_at=from_text(row["received_at"]),
            automatic=row["automatic"],
            files=tuple(_received(credit, board) for credit in by_mail[row["id"]]),
            problems=msgspec.json.decode(row["problems"], type=tuple[Problem, ...]),
        )
        for row in store.rows(
            """SELECT id, message_id, sender_name, sender_email, subject, received_at, automatic,
                      problems
               FROM mails WHERE received_at BETWEEN ? AND ? ORDER BY received_at, id""",
            (to_text(start), to_text(board.ruling.as_of)),
        )
        if moment_or_none(row["received_at"]) is not None
    )


def _answers(store: Store, talks: Iterable[Conversation]) -> Iterator[AnswerDue]:
    """The answers that stand, in the order of the conversations, with the mail that each is to."""
    for talk in talks:
        for draft in talk.answers:
            mail = next(one for one in talk.mails if one.mail_id == draft.mail_id)
            came = mail.received
            (row,) = store.rows("SELECT message_id FROM mails WHERE id = ?", (mail.mail_id,))
            yield AnswerDue(
                draft.key,
                ReceivedMail(
                    mail_id=mail.mail_id,
                    message_id=row["message_id"],
                    sender=Address(came.sender_name, came.sender_email),
                    subject=came.subject,
                    received_at=came.received_at or came.sent_at or draft.at,
                    automatic=mail.automatic,
                    files=(),
                    problems=(),
                ),
                next(iter(talk.sub_committee_ids), ""),
                talk.branch_ids,
                draft.text,
            )


def _open_messages(talks: Iterable[Conversation]) -> dict[str, tuple[Intent | None, ...]]:
    """The gravest that each open conversation wants, by sub-committee; None for nothing known."""
    found: dict[str, list[Intent | None]] = defaultdict(list)
    for talk in talks:
        for unit_id in talk.sub_committee_ids if talk.is_open and not talk.is_idle else ():
            found[unit_id].append(next(iter(talk.intents), None))
    return {unit_id: tuple(wanted) for unit_id, wanted in found.items()}


def _received(credit: Credit, board: BoardFacts) -> ReceivedFile:
    owner = board.by_branch.get(credit.branch_ids[0]) if credit.branch_ids else None
    branch = owner.branch if owner else Branch("", "", "")
    found = (
        () if credit.is_link else findings_of(credit, branch, board.ruling, credited=(), pins={})
    )
    return ReceivedFile(
        path=credit.path,
        kind=credit.kind,
        branch_ids=credit.branch_ids,
        waiting=credit.waiting,
        is_link=credit.is_link,
        unreadable=tuple(finding for finding in found if _is_unreadable(finding)),
    )


def _is_unreadable(finding: Finding) -> bool:
    subject, _, problem = finding.code.partition(".")
    return finding.severity is Severity.HARD and (
        subject in ("archive", "file") or problem in ("unreadable", "encrypted", "empty")
    )


def _unclaimed(mails: Iterable[ReceivedMail], board: BoardFacts) -> dict[str, int]:
    """Files waiting for a person, by the sub-committee that the sender's address belongs to."""
    home: dict[str, str] = {}
    for facts in board.by_branch.values():
        for contact in facts.branch.contacts:
            home.setdefault(contact.lower(), facts.branch.sub_committee_id)
    for unit in board.roster.sub_committees:
        for contact in unit.contacts:
            home[contact.lower()] = unit.id
    counts: dict[str, int] = defaultdict(int)
    for mail in mails:
        unit_id = home.get(mail.sender.email.lower())
        if unit_id is not None and mail.automatic is None:
            counts[unit_id] += sum(file.waiting for file in mail.files)
    return {unit_id: count for unit_id, count in counts.items() if count}
