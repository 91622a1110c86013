"""Means corrected for strict and lenient reviewers, and the places that follow."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.items.leniency import Total, corrected_means, ranks
from tests.engines import OVER_BOTH

pytestmark = OVER_BOTH


def given_by(
    quality: dict[str, float], lenient: dict[str, float], per: int, seed: int
) -> list[Total]:
    """Every branch from `per` reviewers, each as strict as they are."""
    chance, names = random.Random(seed), sorted(lenient)
    return [
        Total(reviewer, branch, worth + lenient[reviewer])
        for branch, worth in quality.items()
        for reviewer in chance.sample(names, per)
    ]


def test_without_a_habit_the_corrected_mean_is_the_mean() -> None:
    totals = [Total("R1", "B1", 80), Total("R2", "B1", 80), Total("R1", "B2", 70)]
    found = corrected_means(totals)
    assert found == pytest.approx({"B1": 80, "B2": 70}, abs=0.01)


def test_a_strict_reviewer_costs_a_branch_its_place_and_the_correction_gives_it_back() -> None:
    # B1 is the best, but two of its three reviewers give ten points less to everybody.
    quality = {f"B{number}": 90.0 - number for number in range(1, 13)}
    lenient = {"R1": -10.0, "R2": -10.0, "R3": 0.0, "R4": 0.0, "R5": 0.0, "R6": 0.0}
    totals = given_by(quality, lenient, 3, 5)
    means: dict[str, list[float]] = {}
    for one in totals:
        means.setdefault(one.branch_id, []).append(one.points)
    raw = ranks({name: sum(values) / len(values) for name, values in means.items()})
    fair = ranks(corrected_means(totals))
    wanted = {name: place for place, name in enumerate(quality, 1)}
    off = {how: sum(abs(wanted[n] - found[n]) for n in wanted) for how, found in
           (("raw", raw), ("fair", fair))}  # fmt: skip
    assert off["fair"] < off["raw"]
    assert off["fair"] <= 4


def test_equal_values_share_a_place() -> None:
    assert ranks({"a": 90.0, "b": 90.001, "c": 80.0}) == {"a": 1, "b": 1, "c": 3}
    assert ranks({}) == {}


@given(
    st.lists(
        st.builds(
            Total,
            st.sampled_from(["R1", "R2", "R3"]),
            st.sampled_from(["B1", "B2", "B3", "B4"]),
            st.floats(0, 100),
        ),
        max_size=24,
    )
)
def test_whatever_was_scored_every_branch_has_one_finite_mean(totals: list[Total]) -> None:
    found = corrected_means(totals)
    assert set(found) == {one.branch_id for one in totals}
    assert all(-100 <= value <= 200 for value in found.values())


def test_nobody_scored_anything() -> None:
    assert corrected_means([]) == {}
