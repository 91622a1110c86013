"""Balance within one, nobody near their own house, and reasons where it cannot be."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from store.items.review_balance import Balance, Reader, assign, may_review
from store.model import Branch

KINDS = ("党务干部", "教师支部书记", "学生支部书记")


def branches(*units: str) -> list[Branch]:
    return [Branch(f"B{n}", unit, f"第{n}党支部") for n, unit in enumerate(units, 1)]


def spread(balance: Balance, readers: list[Reader]) -> int:
    loads = balance.loads(readers).values()
    return max(loads) - min(loads)


UNITS = st.sampled_from(["U1", "U2", "U3", "U4"])
PANELS = st.lists(st.tuples(st.sampled_from(KINDS), st.none() | UNITS), min_size=1, max_size=9).map(
    lambda rows: [Reader(f"R{n}", kind, unit) for n, (kind, unit) in enumerate(rows)]
)


@given(PANELS, st.lists(UNITS, min_size=1, max_size=18), st.integers(1, 4))
@settings(deadline=None)
def test_nobody_reviews_their_own_house_and_no_branch_twice(
    readers: list[Reader], units: list[str], per_branch: int
) -> None:
    asked = branches(*units)
    balance = assign(readers, asked, per_branch)
    by_id = {reader.id: reader for reader in readers}
    for branch in asked:
        mine = balance.reviewers[branch.id]
        may = [reader for reader in readers if may_review(reader, branch)]
        assert len(set(mine)) == len(mine) == min(per_branch, len(may))
        assert all(may_review(by_id[name], branch) for name in mine)


@given(PANELS, st.lists(UNITS, min_size=1, max_size=18), st.integers(1, 4))
@settings(deadline=None)
def test_what_is_not_as_asked_for_is_said(
    readers: list[Reader], units: list[str], per_branch: int
) -> None:
    asked = branches(*units)
    balance = assign(readers, asked, per_branch)
    there_are = min(per_branch, len(readers))
    short = [name for name, mine in balance.reviewers.items() if len(mine) < there_are]
    said = [one.code for one in balance.problems]
    # Once, however many branches it is about.
    assert said.count("review.too_few") == bool(short)
    assert said.count("review.small_panel") == (there_are < per_branch)
    assert balance.fewer == any(len(mine) < per_branch for mine in balance.reviewers.values())
    told = next((one.params for one in balance.problems if one.code == "review.too_few"), {"n": 0})
    assert told["n"] == len(short)
    assert ("review.uneven" in said) == (spread(balance, readers) > 1)


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.none() | UNITS), min_size=1, max_size=4),
    st.lists(UNITS, min_size=1, max_size=4),
    st.integers(1, 2),
)
@settings(deadline=None)
def test_no_other_assignment_is_more_even(
    panel: list[tuple[str, str | None]], units: list[str], per_branch: int
) -> None:
    """Compared with every assignment there is, on small panels."""
    readers = [Reader(f"R{n}", kind, unit) for n, (kind, unit) in enumerate(panel)]
    asked = branches(*units)
    balance = assign(readers, asked, per_branch)
    best = min(squares(loads, readers) for loads in every_assignment(readers, asked, per_branch))
    assert squares(balance.loads(readers), readers) == best


def squares(loads: dict[str, int], readers: list[Reader]) -> int:
    return sum(loads[reader.id] ** 2 for reader in readers)


def every_assignment(
    readers: list[Reader], asked: list[Branch], per_branch: int
) -> list[dict[str, int]]:
    from itertools import combinations

    choices = []
    for branch in asked:
        may = [reader.id for reader in readers if may_review(reader, branch)]
        choices.append(list(combinations(may, min(per_branch, len(may)))))
    found = []
    for combined in product(*choices):
        loads = dict.fromkeys((reader.id for reader in readers), 0)
        for names in combined:
            for name in names:
                loads[name] += 1
        found.append(loads)
    return found


def test_ten_reviewers_and_sixty_branches_are_balanced_within_one() -> None:
    readers = [Reader(f"R{n}", KINDS[n % 3], f"U{n % 4 + 1}" if n % 2 else None) for n in range(10)]
    asked = branches(*(f"U{n % 12 + 1}" for n in range(60)))
    balance = assign(readers, asked, 3)
    assert balance.problems == ()
    assert spread(balance, readers) == 0
    assert assign(readers, asked, 3) == balance


def test_a_panel_of_one_sub_committee_cannot_review_it_and_the_reason_is_said() -> None:
    readers = [Reader("R1", KINDS[0], "U1"), Reader("R2", KINDS[1], "U1")]
    balance = assign(readers, branches("U1", "U2"), 2)
    assert balance.reviewers == {"B1": (), "B2": ("R1", "R2")}
    (problem,) = balance.problems
    assert problem.code == "review.too_few"
    assert problem.params == {"names": "第1党支部", "n": 1, "wanted": 2}


def test_a_reviewer_who_may_read_little_makes_it_uneven_and_is_named() -> None:
    readers = [Reader("R1", KINDS[0], "U1"), Reader("R2", KINDS[1]), Reader("R3", KINDS[2])]
    balance = assign(readers, branches("U1", "U1", "U1", "U1", "U1", "U2"), 1)
    assert balance.loads(readers)["R1"] == 1
    assert [p.params["reviewer"] for p in balance.problems] == ["R1"]


def test_the_kinds_are_mixed_where_loads_allow_it() -> None:
    readers = [Reader(f"R{n}", KINDS[n % 3]) for n in range(6)]
    by_id = {reader.id: reader.kind for reader in readers}
    balance = assign(readers, branches(*["U1"] * 6), 3)
    for names in balance.reviewers.values():
        assert {by_id[name] for name in names} == set(KINDS)
