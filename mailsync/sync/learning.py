"""What people taught, derived from their live decisions; undoing and revoking take it back."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import msgspec
from msgspec.structs import replace

from mailsync.matching.memory import NOT_OURS, Confirmation, learn_senders
from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import Roster, compile_roster
from mailsync.submission.crediting import Submissions
from store.db.acts import Act, subject_id
from store.db.database import Store
from store.db.decisions import Decision, live_decisions
from store.intake.learnt import kept_memory
from store.model import Proposal, SenderFact, SubCommittee, Verdict
from store.roster.stored import StoredRoster, load_roster
from store.views.lessons import Lesson, lessons


@dataclass(frozen=True, slots=True)
class LearntForm:
    """A short form of a sub-committee that staff accepted, or refused."""

    sub_committee_id: str
    form: str
    accepted: bool


@dataclass(frozen=True)
class Knowledge:
    """Everything that mail is judged by: the roster, and what people taught beside it."""

    roster: StoredRoster
    senders: tuple[SenderFact, ...]
    forms: tuple[LearntForm, ...]
    confirmations: tuple[Confirmation, ...]
    # What was taught as it was kept, where it was; else it is written down when it is asked for.
    kept: str = ""

    @cached_property
    def compiled(self) -> Roster:
        """The roster with the short forms that staff accepted; seconds for thousands of names."""
        return _compiled(_Names(self.roster.digest(), _accepted(self.forms), self.roster))

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher over all of it."""
        return Matcher(self.compiled, self.senders)

    def submissions(self, cohort: int) -> Submissions:
        """What manifests are held against, in the year whose branches take part."""
        return Submissions(self.compiled, self.roster.sub_committees, cohort)

    @cached_property
    def memory(self) -> str:
        """What mail is judged by beside the roster, as one text."""
        if self.kept:
            return self.kept
        return msgspec.json.encode(_Memory(self.senders, _accepted(self.forms))).decode()

    def memory_digest(self) -> str:
        """The sha256 of what was taught: another digest judges the queue otherwise."""
        return hashlib.sha256(self.memory.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Names:
    """What is compiled: two of the same digest and forms are the same."""

    digest: str
    forms: tuple[LearntForm, ...]
    roster: StoredRoster = field(compare=False)


@lru_cache(maxsize=1)
def _compiled(names: _Names) -> Roster:
    """Compile a roster; the last one is kept, for syncs that follow each other in one process."""
    return compile_roster(names.roster.active, with_forms(names.roster.sub_committees, names.forms))


def knowledge(store: Store) -> Knowledge:
    """Read the roster and derive what people taught."""
    with store.snapshot():
        decisions = live_decisions(store)
        taught = confirmations(lessons(store, decisions), decisions)
        roster = load_roster(store)
    return Knowledge(roster, _recalled(decisions, learn_senders(taught)), _forms(decisions), taught)


def remembered(store: Store) -> Knowledge | None:
    """What mail is judged by, as it was kept when it was last derived; None where it is older.

    Without what each decision confirms: a sync has no use for it, and the fold over all decisions
    is what would grow with them.
    """
    with store.snapshot():
        kept = kept_memory(store)
        if kept is None:
            return None
        memory = _read_memory(kept)
        return Knowledge(load_roster(store), memory.senders, memory.forms, (), kept)


class _Memory(msgspec.Struct, frozen=True, array_like=True):
    """What people taught as far as mail is judged by it."""

    senders: tuple[SenderFact, ...]
    forms: tuple[LearntForm, ...]


@lru_cache(maxsize=1)
def _read_memory(kept: str) -> _Memory:
    return msgspec.json.decode(kept, type=_Memory)


def _accepted(forms: Iterable[LearntForm]) -> tuple[LearntForm, ...]:
    return tuple(form for form in forms if form.accepted)


def sender_facts(store: Store, address: str) -> tuple[SenderFact, ...]:
    """What people taught of one address."""
    decisions = live_decisions(store)
    taught = confirmations(lessons(store, decisions, sender=address), decisions)
    key = address.strip().lower()
    facts = _recalled(decisions, learn_senders(taught))
    return tuple(fact for fact in facts if fact.address == key)


def confirmations(
    learnt: Iterable[Lesson], decisions: Iterable[Decision]
) -> tuple[Confirmation, ...]:
    """What each decision on a file confirms, without what staff revoked afterwards.

    A file that the machine had credited to another branch is a correction of that branch. "Not
    ours" teaches only where the person said to remember it.
    """
    revoked: dict[tuple[str, str], int] = {}
    for made in decisions:
        if made.act is Act.FORGET:
            revoked[subject_id(made.subject), str(made.payload["branch_id"])] = made.id
    return tuple(
        _confirmation(lesson, branch_id)
        for lesson in learnt
        for branch_id in _taken(lesson.decision)
        if lesson.decision.id > revoked.get((lesson.address, branch_id), 0)
    )


def with_forms(
    sub_committees: Sequence[SubCommittee], forms: Iterable[LearntForm]
) -> tuple[SubCommittee, ...]:
    """The sub-committees with the accepted short forms among their aliases."""
    learnt: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        if form.accepted:
            learnt[form.sub_committee_id].append(form.form)
    return tuple(
        replace(unit, aliases=(*unit.aliases, *learnt[unit.id])) if unit.id in learnt else unit
        for unit in sub_committees
    )


def _taken(made: Decision) -> tuple[str, ...]:
    if made.act is Act.NOT_OURS:
        return (NOT_OURS,) if made.payload.get("remember") else ()
    return tuple(msgspec.convert(made.payload["branch_ids"], list[str]))


def _confirmation(lesson: Lesson, branch_id: str) -> Confirmation:
    proposal = lesson.proposal
    rejected: tuple[str, ...] = ()
    if (
        proposal is not None
        and proposal.verdict is Verdict.AUTO
        and proposal.branch_id is not None
        and proposal.branch_id not in _taken(lesson.decision)
    ):
        rejected = (proposal.branch_id,)
    return Confirmation(
        mail=lesson.mail_digest,
        address=lesson.address,
        branch_id=branch_id,
        on=lesson.day,
        rejected=rejected,
        cues_for=_cues(proposal, branch_id, speaking_for=True),
        cues_against=_cues(proposal, branch_id, speaking_for=False),
        written=_written(proposal),
    )


def _cues(proposal: Proposal | None, branch_id: str, *, speaking_for: bool) -> tuple[str, ...]:
    """The codes of the cues that spoke for a branch, or only for others."""
    if proposal is None:
        return ()
    mine = next((one for one in proposal.candidates if one.branch_id == branch_id), None)
    if mine is None:
        others = [e for one in proposal.candidates for e in one.evidence]
        return () if speaking_for else tuple(dict.fromkeys(e.code for e in others))
    evidence = mine.evidence if speaking_for else mine.against
    return tuple(dict.fromkeys(e.code for e in evidence))


def _written(proposal: Proposal | None) -> tuple[str, ...]:
    """Names as the mail writes them, also those that were not understood."""
    if proposal is None:
        return ()
    texts = (reason.params.get("text") for reason in proposal.reasons)
    return tuple(dict.fromkeys(text for text in texts if isinstance(text, str) and text))


def _forms(decisions: Iterable[Decision]) -> tuple[LearntForm, ...]:
    """The latest word of staff on each short form."""
    latest = {made.subject: made for made in decisions if made.act is Act.ALIAS}
    return tuple(
        LearntForm(
            str(made.payload["sub_committee_id"]),
            str(made.payload["form"]),
            bool(made.payload["accepted"]),
        )
        for made in latest.values()
    )


def _recalled(
    decisions: Iterable[Decision], learnt: Sequence[SenderFact]
) -> tuple[SenderFact, ...]:
    """The senders of this year with those of earlier years, which staff gave in a file."""
    counted = {(fact.address, fact.branch_id): fact for fact in learnt}
    recalled: dict[tuple[str, str], SenderFact] = {}
    for made in decisions:
        address, branch_id = subject_id(made.subject), str(made.payload.get("branch_id", ""))
        if made.act is Act.FORGET:
            recalled.pop((address, branch_id), None)
        if made.act is Act.RECALL:
            times = msgspec.convert(made.payload["times"], int)
            recalled[address, branch_id] = SenderFact(
                address, branch_id, times, str(made.payload["last_date"])
            )
    for key, old in recalled.items():
        new = counted.get(key)
        counted[key] = (
            old
            if new is None
            else replace(
                new, times=new.times + old.times, last_date=max(new.last_date, old.last_date)
            )
        )
    return tuple(counted[key] for key in sorted(counted))
