"""READ: what items 3 to 6 are made of, counted in their own scope: sessions, pieces, sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from store.items.review import reviewers_of
from store.model import Item
from store.views.board.branch_facts import Facts
from store.views.board.facts import BoardFacts


def scope_counts(item: str, facts: BoardFacts) -> Mapping[str, int]:
    """The counts of one item in its own scope; items 1 and 2 are counted by branch alone."""
    branches = tuple(facts.by_branch.values())
    match item:
        case Item.PROMOTION:
            return _promotion(facts, branches)
        case Item.SHARING:
            units = {unit.id for unit in facts.roster.sub_committees}
            sessions = [s for s in facts.sessions.values() if s.sub_committee_id in units]
            today = facts.ruling.today
            held = sum(s.status == "held" and s.date <= today for s in sessions)
            cancelled = sum(s.status == "cancelled" for s in sessions)
            return {"held": held, "planned": len(sessions) - held - cancelled}
        case Item.REVIEW:
            return _review(facts, branches)
        case Item.VOLUME:
            chosen = [one.selection.choice for one in branches if one.selection is not None]
            return {name: chosen.count(name) for name in ("selected", "reserve", "not_selected")}
        case _:
            return {}


def _promotion(facts: BoardFacts, branches: Iterable[Facts]) -> Mapping[str, int]:
    further = {one.id for one in facts.ruling.channels if one.cases == "excellent"}
    published: set[str] = set()
    excellent = reached = 0
    for branch in branches:
        mine = [one for one in branch.articles if one.step == "published"]
        published |= {one.id for one in mine}
        if branch.excellent:
            excellent += 1
            reached += len({one.channel for one in mine} & further)
    return {
        "published": len(published),
        "excellent": excellent,
        "further": reached,
        "further_total": excellent * len(further),
    }


def _review(facts: BoardFacts, branches: Iterable[Facts]) -> Mapping[str, int]:
    panel = [one for one in reviewers_of(facts.decisions).values() if not one.left]
    asked: dict[str, int] = {}
    received: dict[str, int] = {}
    for branch in branches:
        for name in branch.reviewers:
            asked[name] = asked.get(name, 0) + 1
        for score in branch.scores:
            received[score.reviewer_id] = received.get(score.reviewer_id, 0) + 1
    whole = sum(received.get(name, 0) >= wanted for name, wanted in asked.items())
    return {"reviewers": len(panel), "asked": len(asked), "returned": whole}
