"""Judging stored mail anew when the roster changed; nothing moves to another branch in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailsync.judge import judge
from mailsync.matching.propose import Matcher
from store import intake
from store.db import Store
from store.model import Evidence, Proposal, Verdict
from store.views.mails import latest_measures, stored_mails


def rejudge(
    store: Store,
    matcher: Matcher,
    *,
    roster_digest: str,
    window_start: date,
    zone: ZoneInfo,
    at: datetime,
) -> int:
    """Judge every stored mail by the roster of today, unless it was judged by this one already.

    What a person decided stays. A file that was credited by itself and would now go to another
    branch is asked about instead.

    Returns:
        How many files and links are judged otherwise than before.
    """
    if intake.judged_roster(store) == roster_digest:
        return 0
    before = intake.latest_proposals(store)
    measures = latest_measures(store)
    proposals: dict[str, Proposal] = {}
    for stored in stored_mails(store):
        for judgement in judge(
            stored.mail, measures, matcher, window_start=window_start, zone=zone
        ):
            name = stored.subjects[judgement.index]
            proposals[name] = _asked_if_moved(before.get(name), judgement.proposal)
    with store.atomic():
        changed = intake.rejudge(store, proposals, at=at)
        intake.set_judged_roster(store, roster_digest, at=at)
    return changed


def _asked_if_moved(before: Proposal | None, now: Proposal) -> Proposal:
    if (
        before is None
        or before.verdict is not Verdict.AUTO
        or before.branch_id is None
        or now.verdict is not Verdict.AUTO
        or now.branch_id == before.branch_id
    ):
        return now
    moved = Evidence("roster.changed", params={"branch_id": before.branch_id})
    return replace(now, verdict=Verdict.REVIEW, branch_id=None, reasons=(moved, *now.reasons))
