"""Pasted addresses are bound by their titles, and only where the matcher is sure."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.matching.pasted_articles import read_pasted
from mailsync.matching.roster.compiled import compile_roster
from store.model import Branch, SubCommittee

UNITS = (
    SubCommittee("U1", "信息科学与工程学院党委"),
    SubCommittee("U2", "机械工程与自动化学院党委"),
)
BRANCHES = (
    Branch("B1", "U1", "自动化研究所教工党支部"),
    Branch("B2", "U1", "本科生第三党支部"),
    Branch("B3", "U2", "机械设计系教工党支部"),
    Branch("B4", "U2", "本科生第三党支部"),
)
ROSTER = compile_roster(BRANCHES, UNITS)
URL = "https://mp.weixin.qq.com/s/a1"


@pytest.mark.parametrize(
    "text",
    [
        f"特色支部巡礼｜自动化研究所教工党支部 {URL}",
        f"{URL}\t特色支部巡礼｜自动化研究所教工党支部",
        f"1. 特色支部巡礼：自动化研究所教工党支部：{URL}",
        f"特色支部巡礼｜自动化研究所教工党支部\n{URL}\n",
        f"特色支部巡礼｜自动化研究所教工党支部\n\n{URL}。",
    ],
)
def test_a_title_before_behind_or_above_its_address_binds_it(text: str) -> None:
    (found,) = read_pasted(text, ROSTER)
    assert (found.url, found.branch_ids, found.problem) == (URL, ("B1",), None)
    assert "自动化研究所教工党支部" in found.title


def test_one_article_may_present_several_branches() -> None:
    text = f"集中推介：自动化研究所教工党支部、机械设计系教工党支部 2027-04-09 {URL}"
    (found,) = read_pasted(text, ROSTER)
    assert found.branch_ids == ("B1", "B3")
    assert found.day == date(2027, 4, 9)


def test_a_name_that_two_colleges_share_is_asked_about() -> None:
    (found,) = read_pasted(f"巡礼：本科生第三党支部 {URL}", ROSTER)
    assert found.branch_ids == ()
    assert set(found.candidates) == {"B2", "B4"}


def test_an_address_without_a_title_belongs_to_nobody_and_twice_is_once() -> None:
    found = read_pasted(f"{URL}\n{URL}\nhttps://a.example/2", ROSTER)
    assert [(one.url, one.branch_ids) for one in found] == [(URL, ()), ("https://a.example/2", ())]


def test_a_title_serves_the_next_address_only() -> None:
    first, second = read_pasted(f"自动化研究所教工党支部\n{URL}\nhttps://a.example/2", ROSTER)
    assert first.branch_ids == ("B1",)
    assert second.branch_ids == ()


@given(st.text())
def test_no_pasted_text_raises_or_binds_to_nobody_on_the_roster(text: str) -> None:
    for found in read_pasted(f"{text}\n{URL}", ROSTER):
        assert set(found.branch_ids) <= {branch.id for branch in BRANCHES}
