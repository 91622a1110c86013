"""A branch is found by number, characters, pinyin and initials."""

from __future__ import annotations

import pytest

from store.model import Branch, SubCommittee
from store.roster.stored import StoredRoster
from tui.dialogs.branch_choice import branch_options, shown_options

ROSTER = StoredRoster(
    (
        Branch("A1", "A", "研究生第一党支部"),
        Branch("A2", "A", "研究生第二党支部", aliases=("先锋引擎",)),
        Branch("A3", "A", "本科生第二党支部"),
        Branch("A4", "A", "退出的党支部", withdrawn="合并"),
        Branch("B1", "B", "流通部党支部"),
        Branch("B2", "B", "研究生第二党支部"),
    ),
    (SubCommittee("A", "机械学院党委"), SubCommittee("B", "图书馆直属党总支")),
)


def ids(typed: str, units: tuple[str, ...] = ("A",), candidates: tuple[str, ...] = ()) -> list[str]:
    found = shown_options(branch_options(ROSTER, units, candidates), typed)
    return [one.branch.id for one in found]


def test_the_branches_of_the_sub_committee_stand_in_the_order_of_the_roster() -> None:
    assert ids("") == ["A1", "A2", "A3"]
    assert ids("", candidates=("A3", "A1")) == ["A1", "A2", "A3"]


def test_candidates_of_other_sub_committees_come_first() -> None:
    assert ids("", candidates=("A1", "B2")) == ["B2", "A1", "A2", "A3"]


def test_without_a_sub_committee_all_are_listed() -> None:
    assert ids("", units=()) == ["A1", "A2", "A3", "B1", "B2"]
    assert ids("", units=(), candidates=("B1",)) == ["B1"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("研究生第二", ["A2", "B2"]),
        ("yjsde", ["A2", "B2"]),
        ("yanjiushengdier", ["A2", "B2"]),
        ("xfyq", ["A2"]),
        ("先锋", ["A2"]),
        ("ltb", ["B1"]),
        ("图书", ["B1", "B2"]),
        ("yse", ["A2", "B2"]),
        ("BKS", ["A3"]),
        ("没有", []),
        ("zzzz", []),
        ("退出", []),
    ],
)
def test_letters_and_characters_find_branches_of_every_sub_committee(
    typed: str, found: list[str]
) -> None:
    assert ids(typed) == found
