"""READ: the mails as people work through them: what waits, what came too early, what is settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

import msgspec

from store.db.acts import Act, subject
from store.db.among import rows_among
from store.db.database import Store
from store.letters.returned import answers
from store.letters.standing import begun_letters
from store.model import Problem, Source
from store.roster.stored import StoredRoster
from store.views.board.credits import Credit
from store.views.board.entries import entries, received
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.types import FileEntry, QueuedMail, Received
from store.views.inbox.conversations import Conversation, conversations
from store.views.tasks import Task, people, tasks_of
from store.workspace.workspace import Workspace

# A mail of megabytes is looked at by its beginning; the matcher reads no more either.
BODY_SHOWN = 20_000
_TWIN_SLOTS = frozenset(("ordinal", "stage", "grade"))
_CLASHES = frozenset(("matching.doubt.contradiction", "matching.doubt.sender_clash"))


class Pile(StrEnum):
    """Where a mail lies: files wait for an owner, words for a person, it is early, or settled."""

    WAITING = "waiting"
    MESSAGES = "messages"
    OUTSIDE = "outside"
    SETTLED = "settled"


class Urgency(IntEnum):
    """What is asked first: contradictions, then twins, then the rest."""

    CONTRADICTION = 0
    TWINS = 1
    OPEN = 2


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One mail of a pile. `due` is the earliest limit of a branch that it may concern.

    `conversation` is what its words belong to, None where only its files count; `task` is who has
    it in hand.
    """

    received: Received
    pile: Pile
    files: int
    waiting: int
    urgency: Urgency
    due: datetime
    postponed: datetime | None
    conversation: Conversation | None = None
    task: Task | None = None

    @property
    def mail_id(self) -> int:
        """The mail's row."""
        return self.received.mail_id


@dataclass(frozen=True, slots=True)
class IntakeView:
    """The piles in the order of work, the mail that is looked at, and the roster whole.

    `thread` is the conversation of that mail, read whole, newest first; empty where its words ask
    for nothing.
    """

    lines: tuple[QueueLine, ...]
    mail: QueuedMail | None
    roster: StoredRoster
    conversation: Conversation | None = None
    thread: tuple[ThreadMail, ...] = ()
    people: tuple[str, ...] = ()

    def pile(self, pile: Pile) -> tuple[QueueLine, ...]:
        """The mails of one pile."""
        return tuple(line for line in self.lines if line.pile is pile)


@dataclass(frozen=True, slots=True)
class ThreadMail:
    """One mail or letter of a conversation; `ours` was written by us."""

    mail_id: int | None
    who: str
    at: datetime | None
    title: str
    body: str
    ours: bool


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """One file or link that came by mail, and whether it waits for a person."""

    entry: FileEntry
    waiting: bool

    @property
    def candidates(self) -> tuple[str, ...]:
        """The ids of the branches that the machine proposes, best first."""
        proposal = self.entry.proposal
        return tuple(one.branch_id for one in proposal.candidates) if proposal else ()


class _Reason(msgspec.Struct):
    code: str
    params: dict[str, object] = {}


class _Reasons(msgspec.Struct):
    reasons: list[_Reason]


_REASONS = msgspec.json.Decoder(_Reasons)


def intake_view(
    store: Store,
    workspace: Workspace,
    *,
    now: datetime,
    mail_id: int | None = None,
    pile: Pile = Pile.WAITING,
) -> IntakeView:
    """Read the piles, and one mail whole.

    Args:
        mail_id: the mail to look at; None, or one that is not there, takes the first of `pile`.
    """
    with store.snapshot():
        facts = read_facts(store, workspace, as_of=now)
        talks = conversations(store, facts, workspace)
        lines = _lines(store, facts, talks)
        known = {line.mail_id for line in lines}
        if mail_id not in known:
            mail_id = next((line.mail_id for line in lines if line.pile is pile), None)
        return _view(store, facts, lines, talks, mail_id)


def mail_view(store: Store, workspace: Workspace, *, now: datetime, mail_id: int) -> IntakeView:
    """Read one mail that is stored, whole, in whatever pile it lies or in none; no lines."""
    with store.snapshot():
        facts = read_facts(store, workspace, as_of=now)
        return _view(store, facts, (), conversations(store, facts, workspace), mail_id)


def whole_mails(
    store: Store, workspace: Workspace, *, now: datetime, mail_ids: Sequence[int]
) -> tuple[QueuedMail, ...]:
    """Read some mails that are stored, whole, in whatever pile they lie or in none."""
    with store.snapshot():
        facts = read_facts(store, workspace, as_of=now)
        return tuple(_whole(store, facts, mail_id) for mail_id in mail_ids)


def _view(
    store: Store,
    facts: BoardFacts,
    lines: tuple[QueueLine, ...],
    talks: Sequence[Conversation],
    mail_id: int | None,
) -> IntakeView:
    mail = None if mail_id is None else _whole(store, facts, mail_id)
    talk = next((one for one in talks if any(m.mail_id == mail_id for m in one.mails)), None)
    thread = () if talk is None else _thread(store, talk)
    return IntakeView(lines, mail, facts.everyone, talk, thread, people(facts.decisions))


def arrived_files(store: Store, workspace: Workspace, *, now: datetime) -> tuple[ArrivedFile, ...]:
    """Every file and link that came by mail, oldest mail first."""
    with store.snapshot():
        facts = read_facts(store, workspace, as_of=now)
        parts = sorted(facts.arrived, key=lambda one: (one.mail_id, one.is_link, one.position))
        found = entries(store, parts, facts.ruling)
    waiting = {one.subject for one in parts if one.waiting}
    return tuple(
        ArrivedFile(entry, entry.credit.subject in waiting)
        for entry in found
        if entry.received.source is Source.MAIL
    )


def _lines(store: Store, facts: BoardFacts, talks: Sequence[Conversation]) -> tuple[QueueLine, ...]:
    grouped: dict[int, list[Credit]] = defaultdict(list)
    for credit in facts.arrived:
        grouped[credit.mail_id].append(credit)
    waiting = {credit.subject for credit in (*facts.waiting, *facts.outside)}
    urgency = _urgency(store, waiting)
    postponed = {made.subject: made.at for made in facts.decisions if made.act is Act.POSTPONE}
    tasks = tasks_of(facts.decisions)
    came = received(store, grouped)
    found = [
        _line(
            facts,
            came[mail_id],
            parts,
            [one for one in parts if one.subject in waiting],
            urgency,
            postponed.get(subject("mail", mail_id)),
            tasks.get(subject("mail", mail_id)),
        )
        for mail_id, parts in grouped.items()
        if came[mail_id].source is Source.MAIL and _in_scope(parts, waiting, facts)
    ]
    found = sorted(found, key=_order)
    words = [line for talk in talks if (line := _of_words(facts, talk)) is not None]
    return tuple(
        line
        for pile in Pile
        for line in _merged(
            pile,
            [one for one in found if one.pile is pile],
            [one for one in words if one.pile is pile],
        )
    )


def _of_words(facts: BoardFacts, talk: Conversation) -> QueueLine | None:
    """The line of a conversation; None where it is settled and stands where its files are."""
    pile = Pile.MESSAGES
    if not talk.is_open:
        pile = Pile.OUTSIDE if talk.is_early else Pile.SETTLED
    latest = talk.latest
    if latest.files and pile is not Pile.MESSAGES:
        return None
    return QueueLine(
        received=latest.received,
        pile=pile,
        files=latest.files,
        waiting=0,
        urgency=Urgency.OPEN,
        due=facts.deadline,
        postponed=None,
        conversation=talk,
        task=talk.task,
    )


def _merged(pile: Pile, files: list[QueueLine], words: list[QueueLine]) -> list[QueueLine]:
    """Files first, then words; what is settled newest first."""
    return sorted((*files, *words), key=_order) if pile is Pile.SETTLED else [*files, *words]


def _in_scope(parts: Sequence[Credit], waiting: set[str], facts: BoardFacts) -> bool:
    """Whether a mail concerns the branches in scope, or nobody that is known."""
    return any(
        one.subject in waiting
        or (not one.waiting and not one.branch_ids)
        or any(branch_id in facts.by_branch for branch_id in one.branch_ids)
        for one in parts
    )


def _line(
    facts: BoardFacts,
    came: Received,
    parts: Sequence[Credit],
    waiting: Sequence[Credit],
    urgency: Mapping[str, Urgency],
    postponed: datetime | None,
    task: Task | None,
) -> QueueLine:
    limits = [
        facts.by_branch[branch_id].limit
        for one in waiting
        for branch_id in one.branch_ids
        if branch_id in facts.by_branch
    ]
    pile = Pile.SETTLED
    if waiting:
        pile = Pile.OUTSIDE if waiting[0].subject in facts.early else Pile.WAITING
    return QueueLine(
        received=came,
        pile=pile,
        files=len(parts),
        waiting=len(waiting),
        urgency=min((urgency[one.subject] for one in waiting), default=Urgency.OPEN),
        due=min(limits, default=facts.deadline),
        postponed=postponed if waiting else None,
        task=task,
    )


def _order(line: QueueLine) -> tuple[int, float, int, float, float, int]:
    """Piles one after the other; in them the order of work, settled mail newest first."""
    came = line.received.received_at
    arrived = came.timestamp() if came is not None else 0.0
    at = list(Pile).index(line.pile)
    if line.pile is Pile.SETTLED:
        return (at, 0.0, 0, 0.0, -arrived, -line.mail_id)
    behind = line.postponed.timestamp() if line.postponed is not None else 0.0
    return (at, behind, line.urgency, line.due.timestamp(), arrived, line.mail_id)


def _urgency(store: Store, waiting: Iterable[str]) -> dict[str, Urgency]:
    found: dict[str, Urgency] = dict.fromkeys(waiting, Urgency.OPEN)
    for row in store.rows(
        """SELECT subject, proposal FROM judgements
           WHERE id IN (SELECT max(id) FROM judgements GROUP BY subject)"""
    ):
        if row["subject"] in found:
            found[row["subject"]] = _urgency_of(_REASONS.decode(row["proposal"]).reasons)
    return found


def _urgency_of(reasons: Sequence[_Reason]) -> Urgency:
    for reason in reasons:
        if reason.code in _CLASHES:
            return Urgency.CONTRADICTION
        if reason.code == "matching.doubt.ambiguous" and reason.params.get("slot") in _TWIN_SLOTS:
            return Urgency.TWINS
    return Urgency.OPEN


def _thread(store: Store, talk: Conversation) -> tuple[ThreadMail, ...]:
    """The mails of a conversation and the answers that went, newest first."""
    ids = [one.mail_id for one in talk.mails]
    begun = f"SELECT id, substr(body, 1, {BODY_SHOWN}) AS body FROM mails WHERE id IN"  # noqa: S608
    bodies = {row["id"]: row["body"] for row in rows_among(store, begun, ids)}
    found = [
        ThreadMail(
            one.mail_id,
            one.received.sender_name or one.received.sender_email,
            one.received.received_at,
            one.received.subject,
            bodies.get(one.mail_id, ""),
            one.ours,
        )
        for one in talk.mails
    ]
    found += _sent(store, talk)
    return tuple(sorted(found, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True))


def _sent(store: Store, talk: Conversation) -> list[ThreadMail]:
    """The letters of ours that went and answer its mails, or that these answer."""
    ids = {one.mail_id for one in talk.mails}
    keys = {one.key for one in talk.answers if one.told_at is not None}
    answered = {
        letter_id
        for letter_id, mails in answers(store).items()
        if any(one.mail_id in ids for one in mails)
    }
    return [
        ThreadMail(
            None,
            entry.letter.sender.name,
            entry.told_at,
            entry.letter.subject,
            entry.letter.text,
            ours=True,
        )
        for entry in begun_letters(store)
        if entry.told_at is not None
        and (entry.letter.id in answered or not keys.isdisjoint(entry.letter.about))
    ]


def _whole(store: Store, facts: BoardFacts, mail_id: int) -> QueuedMail:
    parts = sorted(
        (credit for credit in facts.arrived if credit.mail_id == mail_id),
        key=lambda one: (one.is_link, one.position),
    )
    (row,) = store.rows(
        """SELECT substr(body, 1, ?) AS body, length(body) AS chars, problems
           FROM mails WHERE id = ?""",
        (BODY_SHOWN, mail_id),
    )
    return QueuedMail(
        received=received(store, (mail_id,))[mail_id],
        body=row["body"],
        body_chars=int(row["chars"]),
        files=entries(store, parts, facts.ruling),
        waiting=frozenset(one.subject for one in parts if one.waiting),
        problems=msgspec.json.decode(row["problems"], type=tuple[Problem, ...]),
    )
