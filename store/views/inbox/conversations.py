"""READ: mails of words as conversations: what each wants, who waits for an answer, what is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial

import msgspec
from msgspec.structs import replace

from store.db.acts import Act, subject, subject_id
from store.db.among import rows_among
from store.db.contract import StoredRow
from store.db.database import Store
from store.db.decisions import Decision
from store.db.moments import from_text, to_text
from store.decisions.correspondence import NOT_OURS
from store.letters.letter import SendState
from store.letters.titles import REPLY, plain_subject
from store.model import Intent, MailMeaning
from store.views.board.entries import received
from store.views.board.facts import BoardFacts
from store.views.board.types import Received
from store.views.tasks import Task, tasks_of
from store.workspace.workspace import Workspace

# What machines send by themselves waits for nobody, unless it clearly asks something.
_UNASKED = frozenset(("list", "generated"))
_OURS = "own"
_IDLE = frozenset((Intent.THANKS, Intent.AUTO_REPLY))
# Where what wants nothing that is known stands among what does.
_OF_NO_INTENT = list(Intent).index(Intent.THANKS) - 0.5
# By what the facts of a board keep them.
_KEPT = "conversations"
_MEANING = msgspec.json.Decoder(MailMeaning)


class WordMail(msgspec.Struct, frozen=True):
    """One mail of a conversation; `ours` is one that we wrote from elsewhere.

    `done` says that nothing is to be done about it: a person settled it or a later one, we answered
    it, or a machine sent it.
    """

    received: Received
    meaning: MailMeaning
    automatic: str | None
    files: int
    done: bool
    settled_by: str = ""

    @property
    def mail_id(self) -> int:
        """The mail's row."""
        return self.received.mail_id

    @property
    def ours(self) -> bool:
        """Whether it is our own."""
        return self.automatic == _OURS


class DraftedAnswer(msgspec.Struct, frozen=True):
    """An answer that a person wrote to a mail, and how far it got; `told_at` is when it went."""

    decision_id: int
    mail_id: int
    text: str
    by: str
    at: datetime
    state: SendState = SendState.PLANNED
    told_at: datetime | None = None

    @property
    def key(self) -> str:
        """By which letters know it."""
        return answer_key(self.decision_id)


class Conversation(msgspec.Struct, frozen=True):
    """Mails that belong together, oldest first, those that we wrote from elsewhere among them.

    `task` is who has it in hand, `answers` those that a person drafted to its mails. `early`: it is
    all from before the window's start.
    """

    mails: tuple[WordMail, ...]
    task: Task | None = None
    answers: tuple[DraftedAnswer, ...] = ()
    early: bool = False

    @property
    def answer(self) -> DraftedAnswer | None:
        """The answer that stands in the outbox for it."""
        return next((one for one in reversed(self.answers) if one.told_at is None), None)

    @property
    def open_mails(self) -> tuple[WordMail, ...]:
        """The mails that want something, oldest first."""
        return tuple(one for one in self.mails if not one.done and not one.ours)

    @property
    def is_open(self) -> bool:
        """Whether a person has to look at it."""
        return bool(self.open_mails) and not self.early

    @property
    def is_early(self) -> bool:
        """Whether something of it is open, all of it from before the window's start."""
        return bool(self.open_mails) and self.early

    @property
    def latest(self) -> WordMail:
        """The mail that it is known by: the last that wants something, else the last of theirs."""
        theirs = [one for one in self.mails if not one.ours]
        return (self.open_mails or theirs or self.mails)[-1]

    @property
    def intents(self) -> tuple[Intent, ...]:
        """What it wants, the gravest first."""
        wanted = {one.intent for mail in self.open_mails for one in mail.meaning.intents}
        return tuple(one for one in Intent if one in wanted)

    @property
    def waits(self) -> bool:
        """Whether somebody waits for our answer."""
        return self.is_open and any(one.asks for one in self.intents)

    @property
    def is_idle(self) -> bool:
        """Whether it is thanks or an automatic reply and nothing else."""
        return bool(self.intents) and _IDLE.issuperset(self.intents)

    @property
    def branch_ids(self) -> tuple[str, ...]:
        """The branches that it speaks of, those of the latest mail first."""
        return tuple(
            dict.fromkeys(name for one in reversed(self.mails) for name in one.meaning.branch_ids)
        )

    @property
    def sub_committee_ids(self) -> tuple[str, ...]:
        """Where it comes from, as far as that is known."""
        found = (name for one in reversed(self.mails) for name in one.meaning.sub_committee_ids)
        return tuple(dict.fromkeys(found))


class _AtRevision(msgspec.Struct, frozen=True):
    """The conversations as they were at one revision."""

    revision: int
    found: tuple[Conversation, ...]


def answer_key(decision_id: int) -> str:
    """By which letters know an answer."""
    return f"answer:{decision_id}"


def conversations(
    store: Store, facts: BoardFacts, workspace: Workspace
) -> tuple[Conversation, ...]:
    """The conversations of the branches in scope, or of nobody that is known, in order of work.

    All who look at the same facts at the same revision share them.
    """
    with store.snapshot():
        revision = store.revision()
        known = facts.kept.get(_KEPT)
        if isinstance(known, _AtRevision) and known.revision == revision:
            return known.found
        rows = _rows(store, facts.ruling.as_of)
        came = received(store, [row["id"] for row in rows])
        drafted = drafted_answers(store, facts.decisions)
        apart = _apart(store, facts.decisions)
    settled = {
        int(subject_id(made.subject)): made.who
        for made in facts.decisions
        if made.act is Act.SETTLE
    }
    tasks = tasks_of(facts.decisions)
    mails = [_word_mail(row, came[row["id"]], settled, apart) for row in rows]
    names = {row["id"]: row["message_id"].strip().strip("<>") for row in rows}
    found = [
        _conversation(together, tasks, drafted, workspace) for together in _threads(mails, names)
    ]
    in_scope = (one for one in found if _in_scope(one, facts))
    ordered = tuple(sorted(in_scope, key=partial(_order, facts.ruling.today)))
    facts.kept[_KEPT] = _AtRevision(revision, ordered)
    return ordered


def stored_mail_ids(store: Store) -> frozenset[int]:
    """The rows of all mails that are stored; what came by hand is none."""
    return frozenset(row["id"] for row in store.rows("SELECT id FROM mails WHERE source = 'mail'"))


def drafted_answers(store: Store, decisions: Iterable[Decision]) -> dict[int, DraftedAnswer]:
    """The latest answer that was drafted to each mail, with how far it got."""
    states = _letter_states(store)
    found: dict[int, DraftedAnswer] = {}
    for made in decisions:
        if made.act is not Act.ANSWER:
            continue
        mail_id = int(subject_id(made.subject))
        state, at = states.get(answer_key(made.id), (SendState.PLANNED, None))
        text = str(made.payload["text"])
        told = at if state.may_have_arrived else None
        found[mail_id] = DraftedAnswer(made.id, mail_id, text, made.who, made.at, state, told)
    return found


def _letter_states(store: Store) -> dict[str, tuple[SendState, datetime]]:
    """The latest that happened to each answer on its way, by its key."""
    found: dict[str, tuple[SendState, datetime]] = {}
    for row in store.rows(
        """SELECT l.about, e.state, e.at FROM letter_events AS e
           JOIN letters AS l ON l.id = e.letter_id WHERE l.kind = 'answer' ORDER BY e.id"""
    ):
        for key in msgspec.json.decode(row["about"], type=list[str]):
            found[key] = (SendState(row["state"]), from_text(row["at"]))
    return found


def _rows(store: Store, as_of: datetime) -> list[StoredRow]:
    return store.rows(
        """SELECT m.id, m.message_id, m.sender_email, m.subject, m.automatic, r.content,
               (SELECT count(*) FROM files WHERE mail_id = m.id)
               + (SELECT count(*) FROM links WHERE mail_id = m.id) AS parts
           FROM mails AS m LEFT JOIN mail_meanings AS r ON r.mail_id = m.id
           WHERE m.source = 'mail' AND coalesce(m.automatic, '') != 'bounce'
             AND (coalesce(m.received_at, m.stored_at) <= ? OR m.stored_at <= ?)
             AND (r.asks = 1 OR m.automatic = 'own'
                  OR NOT (EXISTS (SELECT 1 FROM files WHERE mail_id = m.id)
                          OR EXISTS (SELECT 1 FROM links WHERE mail_id = m.id)))
           ORDER BY coalesce(m.received_at, m.stored_at), m.id""",
        (to_text(as_of),) * 2,
    )


def _apart(store: Store, decisions: Iterable[Decision]) -> frozenset[str]:
    """The senders whose mail of words people filed apart for good."""
    ids = [
        int(subject_id(made.subject))
        for made in decisions
        if made.act is Act.SETTLE and made.payload.get("how") == NOT_OURS
    ]
    return frozenset(
        row["sender_email"].strip().lower()
        for row in rows_among(store, "SELECT sender_email FROM mails WHERE id IN", ids)
        if row["sender_email"]
    )


def _word_mail(
    row: StoredRow, came: Received, settled: Mapping[int, str], apart: frozenset[str]
) -> WordMail:
    meaning = MailMeaning() if row["content"] is None else _MEANING.decode(row["content"])
    asks = any(one.intent.asks for one in meaning.intents)
    unasked = row["automatic"] in _UNASKED and not asks and not meaning.branch_ids
    sender = came.sender_email.strip().lower()
    filed_apart = sender in apart and not meaning.branch_ids
    return WordMail(
        came,
        meaning,
        row["automatic"],
        int(row["parts"]),
        done=row["id"] in settled or unasked or filed_apart,
        settled_by=settled.get(row["id"], ""),
    )


def _threads(mails: Sequence[WordMail], names: Mapping[int, str]) -> list[list[WordMail]]:
    """Mails that belong together: of one unit or sender, by the mails that they say they answer.

    A subject alone joins only what says that it is a reply, and answers nothing that is known: two
    that are merged wrongly hide one of them.
    """
    ours = [one for one in mails if one.ours]
    parties: dict[str, list[WordMail]] = defaultdict(list)
    for one in mails:
        if not one.ours:
            units = one.meaning.sub_committee_ids
            parties[units[0] if len(units) == 1 else one.received.sender_email.lower()].append(one)
    return [
        thread for theirs in parties.values() for thread in _threads_of_party(theirs, ours, names)
    ]


def _threads_of_party(
    theirs: Sequence[WordMail], ours: Sequence[WordMail], names: Mapping[int, str]
) -> list[list[WordMail]]:
    threads: list[tuple[set[str], list[WordMail]]] = []
    latest_of: dict[tuple[str, str], int] = {}
    known = {name for one in theirs for name in _ids(one, names)}
    mine = [one for one in ours if not known.isdisjoint(_ids(one, names))]
    for one in sorted((*theirs, *mine), key=_moment):
        ids = _ids(one, names)
        joined = [thread for thread in threads if not thread[0].isdisjoint(ids)]
        sender = one.received.sender_email.lower()
        plain = _plain(one.received.subject)
        if not joined and REPLY.match(one.received.subject) and (sender, plain) in latest_of:
            earlier = latest_of[sender, plain]
            joined = [t for t in threads if any(m.mail_id == earlier for m in t[1])]
        # Not by identity of the first alone: a late mail may join two that were apart.
        merged_ids = set(ids).union(*(thread[0] for thread in joined))
        merged = [*(mail for thread in joined for mail in thread[1]), one]
        threads = [thread for thread in threads if thread not in joined]
        threads.append((merged_ids, sorted(merged, key=_moment)))
        latest_of[sender, plain] = one.mail_id
    return [mails for _, mails in threads if not all(one.ours for one in mails)]


def _ids(mail: WordMail, names: Mapping[int, str]) -> frozenset[str]:
    return frozenset(filter(None, (names[mail.mail_id], *mail.meaning.answers)))


def _plain(title: str) -> str:
    """A subject without the marks of a reply, blanks and case."""
    return "".join(plain_subject(title).split()).casefold()


def _moment(mail: WordMail) -> tuple[float, int]:
    came = mail.received.received_at or mail.received.sent_at
    return (came.timestamp() if came is not None else 0.0, mail.mail_id)


def _conversation(
    mails: Sequence[WordMail],
    tasks: Mapping[str, Task],
    drafted: Mapping[int, DraftedAnswer],
    workspace: Workspace,
) -> Conversation:
    answers = [drafted[one.mail_id] for one in mails if one.mail_id in drafted]
    told = {one.mail_id for one in answers if one.told_at is not None}
    # With a mail that is settled or answered those before it are; what came after it is not.
    over = [_moment(one)[0] for one in mails if one.ours or one.settled_by or one.mail_id in told]
    until = max(over, default=None)
    whole = tuple(
        replace(one, done=one.done or (until is not None and _moment(one)[0] <= until))
        for one in mails
    )
    mine = [task for one in mails if (task := tasks.get(subject("mail", one.mail_id)))]
    return Conversation(
        whole,
        task=mine[-1] if mine else None,
        answers=tuple(answers),
        early=all(_early(one, workspace) for one in whole if not one.ours),
    )


def _early(mail: WordMail, workspace: Workspace) -> bool:
    came, dates = mail.received.received_at, workspace.notice.dates
    start = workspace.settings.window_start
    return came is not None and dates.day(came) < start


def _in_scope(one: Conversation, facts: BoardFacts) -> bool:
    units = one.sub_committee_ids
    return not units or any(name in facts.units for name in units)


def _order(today: date, one: Conversation) -> tuple[bool, float, float, int]:
    """What stands in the outbox, and what somebody has in hand till later, comes last."""
    return (
        one.answer is not None or (one.task is not None and not one.task.due(today)),
        min((list(Intent).index(i) for i in one.intents), default=_OF_NO_INTENT),
        *_moment(one.latest),
    )
