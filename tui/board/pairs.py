"""Which files of a branch are like those of another branch or year (雷同)."""

from __future__ import annotations

from dataclasses import dataclass

from store.rules.likeness import Likeness
from store.views.board.credits import Credit
from store.views.board.facts import BoardFacts


@dataclass(frozen=True, slots=True)
class Pair:
    """A file of a branch, and one of another branch or year that it is like."""

    branch: str
    credit: Credit
    like: Likeness


def pairs_of(facts: BoardFacts, branch_id: str) -> tuple[Pair, ...]:
    """Every file of a branch with every file that it is like, most alike first."""
    found = facts.by_branch.get(branch_id)
    if found is None:
        return ()
    pairs = (
        Pair(found.branch.name, credit, like)
        for credit in found.credited
        for like in facts.ruling.alike.get(credit.subject, ())
    )
    return tuple(sorted(pairs, key=lambda pair: -pair.like.share))
