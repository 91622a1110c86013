"""Judging stored mail anew when roster or memory changed; nothing moves to a branch in silence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from mailsync.sync.judge import judge_or_ask
from mailsync.sync.learning import Knowledge
from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import live_decisions
from store.intake import record as intake
from store.model import Evidence, Proposal, Verdict
from store.notice.notice import Dates
from store.views.board.measures import latest_measures, stored_mails

# Credits that rest on what people taught: when that is revoked, they are asked about again.
_DECIDED = (Act.CREDIT, Act.NOT_OURS, Act.OPENED)
_TAUGHT = frozenset(("matching.cue.sender_remembered", "matching.apart.not_ours"))


def rejudge(
    store: Store,
    known: Knowledge,
    *,
    window_start: date,
    dates: Dates,
    cohort: int,
    at: datetime,
    taught_meanwhile: bool = False,
    own_items: Sequence[str] = (),
) -> int:
    """Judge stored mail by what is known today.

    Another roster judges everything anew. What people taught since judges what is still in the
    queue, and what was credited by an earlier lesson; never what a person decided. A file that
    was credited by itself and would now go to another branch is asked about instead.

    Args:
        cohort: the year whose branches take part.
        taught_meanwhile: mail was stored by what was known before, after the queue was last judged.
        own_items: what the notice has beside the six, by its titles; other ones judge everything
            anew.

    Returns:
        How many files and links are judged otherwise than before.
    """
    roster_digest, memory_digest = known.roster.digest(), known.memory_digest()
    if own_items:
        told = "\n".join((roster_digest, *own_items))
        roster_digest = hashlib.sha256(told.encode()).hexdigest()
    roster_changed = intake.judged_roster(store) != roster_digest
    memory_changed = taught_meanwhile or intake.judged_memory(store) != memory_digest
    if not roster_changed and not memory_changed:
        return 0
    before = intake.latest_proposals(store)
    waiting = None if roster_changed else _teachable(store, before)
    proposals = _judged_anew(store, known, before, waiting, window_start, dates, cohort, own_items)
    with store.atomic():
        changed = intake.rejudge(store, proposals, at=at)
        if roster_changed:
            intake.set_judged_roster(store, roster_digest, at=at)
        if memory_changed:
            intake.set_judged_memory(store, memory_digest, at=at)
    return changed


def _teachable(store: Store, before: Mapping[str, Proposal]) -> frozenset[str]:
    """The undecided files and links that wait, or that only a lesson credited."""
    decided = {made.subject for made in live_decisions(store) if made.act in _DECIDED}
    return frozenset(
        name
        for name, proposal in before.items()
        if name not in decided
        and (
            proposal.verdict is not Verdict.AUTO
            or not proposal.kind_certain
            or any(reason.code in _TAUGHT for reason in proposal.reasons)
        )
    )


def _judged_anew(
    store: Store,
    known: Knowledge,
    before: Mapping[str, Proposal],
    only: frozenset[str] | None,
    window_start: date,
    dates: Dates,
    cohort: int,
    own_items: Sequence[str],
) -> dict[str, Proposal]:
    measures = latest_measures(store)
    code = "roster.moved" if only is None else "memory.moved"
    names = {branch.id: branch.name for branch in known.roster.branches}
    submissions = known.submissions(cohort)
    proposals: dict[str, Proposal] = {}
    for stored in stored_mails(store):
        if only is not None and only.isdisjoint(stored.subjects):
            continue
        judgements, problems = judge_or_ask(
            stored.mail,
            measures,
            known.matcher,
            window_start=window_start,
            dates=dates,
            submissions=submissions,
            own_items=own_items,
        )
        # What cannot be judged today stays as it was judged.
        for judgement in () if problems else judgements:
            name = stored.subjects[judgement.index]
            if only is None or name in only:
                now = _with_sentence(before.get(name), judgement.proposal)
                proposals[name] = _asked_if_moved(before.get(name), now, code, names)
    return proposals


def _with_sentence(before: Proposal | None, now: Proposal) -> Proposal:
    """Keep the sentence that an unknown link stood in: it is read from the raw mail alone."""
    if before is None:
        return now
    kept = {reason.code: reason for reason in before.reasons if reason.code == "mail.link_unknown"}
    return replace(now, reasons=tuple(kept.get(reason.code, reason) for reason in now.reasons))


def _asked_if_moved(
    before: Proposal | None, now: Proposal, code: str, names: Mapping[str, str]
) -> Proposal:
    if (
        before is None
        or before.verdict is not Verdict.AUTO
        or before.branch_id is None
        or now.verdict is not Verdict.AUTO
        or now.branch_id == before.branch_id
    ):
        return now
    name = names.get(before.branch_id, before.branch_id)
    moved = Evidence(code, params={"branch_id": before.branch_id, "name": name})
    return replace(now, verdict=Verdict.REVIEW, branch_id=None, reasons=(moved, *now.reasons))
