"""Scores become results: totals of 100, mean, median, spread, disagreement; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.items.review import Score
from store.notice.notice import Criterion, Notice


@dataclass(frozen=True, slots=True)
class Result:
    """How the review of one branch came out; all numbers in points of 100.

    `spread` is the distance from the lowest to the highest total. Comments are in the order of
    the scores and do not say whose they are. `by_criterion` has a mean for each criterion that
    counts for the branch, in the order of the notice.
    """

    received: int
    mean: float
    median: float
    lowest: float
    highest: float
    disagreed: bool
    comments: tuple[str, ...] = ()
    by_criterion: tuple[tuple[str, float], ...] = ()

    @property
    def spread(self) -> float:
        """From the lowest total to the highest."""
        return self.highest - self.lowest


def total(score: Score, criteria: Sequence[Criterion]) -> float:
    """One reviewer's points of all criteria as points of 100."""
    most = sum(criterion.points for criterion in criteria)
    return 100 * sum(score.points[criterion.id] for criterion in criteria) / most


def result(scores: Sequence[Score], notice: Notice, *, second_year: bool) -> Result | None:
    """The result of one branch; None where no score is in.

    Disagreement begins where the spread is greater than the notice's `disagreement`.
    """
    criteria = notice.criteria_for(second_year=second_year)
    whole = [one for one in scores if all(each.id in one.points for each in criteria)]
    if not whole:
        return None
    # It brings decimals and fractions along: only where there is something to average.
    import statistics

    totals = [total(one, criteria) for one in whole]
    return Result(
        received=len(whole),
        mean=statistics.fmean(totals),
        median=statistics.median(totals),
        lowest=min(totals),
        highest=max(totals),
        disagreed=max(totals) - min(totals) > notice.review.disagreement,
        comments=tuple(one.comment for one in whole if one.comment),
        by_criterion=tuple(
            (each.id, statistics.fmean(one.points[each.id] for one in whole)) for each in criteria
        ),
    )
