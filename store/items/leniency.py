"""Means corrected for how strict each reviewer is, and ranks; pure.

A total is taken as what the case is worth plus how lenient its reviewer is. Both are fitted to all
totals at once. A reviewer with few scores is corrected by little:
one score says nothing of a habit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# As if every reviewer had one more score, given as strictly as the panel gives them.
_PRIOR = 1.0
_ROUNDS, _CLOSE = 200, 1e-9


@dataclass(frozen=True, slots=True)
class Total:
    """One reviewer's points of one branch, of 100."""

    reviewer_id: str
    branch_id: str
    points: float


def corrected_means(totals: Sequence[Total]) -> dict[str, float]:
    """What each branch would have on average from reviewers who are as strict as the panel."""
    if not totals:
        return {}
    lenient: dict[str, float] = dict.fromkeys((one.reviewer_id for one in totals), 0.0)
    worth: dict[str, float] = {}
    for _ in range(_ROUNDS):
        worth = _averages((one.branch_id, one.points - lenient[one.reviewer_id]) for one in totals)
        sums: dict[str, list[float]] = defaultdict(list)
        for one in totals:
            sums[one.reviewer_id].append(one.points - worth[one.branch_id])
        fitted = {name: sum(found) / (len(found) + _PRIOR) for name, found in sums.items()}
        # Nobody is lenient on the whole: the panel is its own measure.
        level = sum(fitted.values()) / len(fitted)
        fitted = {name: value - level for name, value in fitted.items()}
        moved = max(abs(fitted[name] - lenient[name]) for name in fitted)
        lenient = fitted
        if moved < _CLOSE:
            break
    return worth


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Places from 1, the highest first; equal values, to a hundredth, share a place."""
    rounded = {name: round(value, 2) for name, value in values.items()}
    return {
        name: 1 + sum(other > value for other in rounded.values())
        for name, value in rounded.items()
    }


def _averages(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    for name, value in pairs:
        found[name].append(value)
    return {name: sum(values) / len(values) for name, values in found.items()}
