"""The ten failures of a first prototype, each once and for all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import Roster, compile_roster
from store.model import Branch, Mail, Proposal, Scope, SubCommittee, Verdict
from tests.mailsync.matching.conftest import branch_id

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]
MECH_1, MECH_2, MECH_3, MECH_UG_2 = "B001", "B002", "B003", "B004"


def credited(proposal: Proposal) -> str | None:
    """The branch that a proposal credits by itself."""
    return proposal.branch_id if proposal.verdict is Verdict.AUTO else None


def test_a_file_without_a_name_beside_an_unlisted_branchs_is_not_the_subjects(
    judge: Judge, mail: MailMaker
) -> None:
    """The subject leaves the college out, and on this roster one branch only bears the rest."""
    paths = ("机械学院博士第一党支部方案.docx", "支撑材料.png")
    found = judge(mail(*paths, subject="报送：机械-博士-第一支部创新案例"), ["", ""])
    assert [one.verdict for one in found] == [Verdict.REVIEW, Verdict.REVIEW]


def test_1_a_heading_left_over_never_outvotes_the_mail(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(
        mail(
            "终稿.docx",
            body="附件为机械学院研究生第二党支部的材料，请查收。\n\n何国\n机械学院研究生第二党支部\n",
        ),
        ["特色支部创建工作案例\n机械学院研究生第一党支部"],
    )
    assert credited(proposal) is None
    assert {c.branch_id for c in proposal.candidates[:2]} == {MECH_1, MECH_2}


def test_2_a_name_of_nobody_is_evidence_against_everyone(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(
        mail("计算机应用研究所教工第一党支部-方案.docx", sender="duanyu@b.example"),
        ["工作案例\n教工第一党支部"],
    )
    assert credited(proposal) is None
    assert proposal.scope is Scope.NONE


@pytest.mark.parametrize(
    "sentence",
    [
        "不含图书馆第三党支部，他们自己发。",
        "另外图书馆第三党支部的视频还在录制，稍后单独发。",
        "图书馆第三党支部的材料由他们另行报送。",
        "除图书馆第三党支部外均已齐全。",
    ],
)
def test_3_a_negated_branch_is_never_the_owner(
    mail: MailMaker, judge: Judge, sentence: str
) -> None:
    for proposal in judge(
        mail("方案.docx", "视频.mp4", body=f"老师好：\n材料见附件。\n{sentence}\n")
    ):
        assert credited(proposal) is None


@pytest.mark.parametrize("name", ["佐证材料-研第一支部.docx", "支撑材料研第一支部.docx"])
def test_4_item_words_hold_no_college(mail: MailMaker, judge: Judge, name: str) -> None:
    (proposal,) = judge(mail(name))
    assert credited(proposal) is None
    assert {c.branch_id for c in proposal.candidates} == {MECH_1, "B007"}


def test_4_an_item_word_is_no_college_of_an_office_branch(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("佐证材料-机关党支部.docx"))
    assert credited(proposal) is None
    assert {"B006", "B009"} <= {c.branch_id for c in proposal.candidates}


def test_5_an_exact_college_comes_before_any_loose_one(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("方案.docx"), ["工作方案\n名称：理学院教工第一党支部"])
    assert credited(proposal) == "B012"


def test_6_a_unit_keeps_the_word_that_is_also_its_college(roster: Roster) -> None:
    assert {s.unit for s in roster.slots} >= {"软件工程系", "车辆工程系", "流通部", "组织部"}
    assert "工程系" not in {s.unit for s in roster.slots}


def test_7_a_folder_by_item_is_no_branch(mail: MailMaker, judge: Judge) -> None:
    proposals = judge(
        mail(
            "材料.zip/1.创建工作方案/机械学院研究生第一党支部.docx",
            "材料.zip/1.创建工作方案/机械学院研究生第二党支部.docx",
            "材料.zip/1.创建工作方案/终稿.docx",
            subject="机械学院特色支部材料",
        )
    )
    assert [credited(p) for p in proposals] == [MECH_1, MECH_2, None]


def test_8_a_neighbours_file_breaks_no_tie(mail: MailMaker, judge: Judge) -> None:
    proposals = judge(
        mail(
            "材料.zip/方案/学生第二支部方案.docx",
            "材料.zip/方案/研究生第二支部方案.docx",
            "材料.zip/方案/研究生第一支部方案.docx",
            sender="lijing@staff.example",
            subject="机械学院特色支部材料",
        )
    )
    assert [credited(p) for p in proposals] == [None, MECH_2, MECH_1]
    assert {c.branch_id for c in proposals[0].candidates[:2]} == {MECH_2, MECH_UG_2}


def test_9_a_former_name_is_not_todays_bearer(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("材料科学与工程学院原教工第二党支部方案.docx"))
    assert credited(proposal) == "B011"
    (unknown,) = judge(mail("机械学院原研究生第二党支部方案.docx"))
    assert credited(unknown) is None
    (both,) = judge(mail("材料科学与工程学院原教工第二党支部（现教工第三党支部）方案.docx"))
    assert credited(both) in ("B011", None)


def test_10_a_partner_in_running_text_owns_nothing(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(
        mail("终稿.docx"), ["工作案例\n与理学院教工第一党支部联合开展主题党日活动，反响很好。"]
    )
    assert credited(proposal) is None
    (bare,) = judge(mail("终稿.docx"), ["工作案例\n与理学院教工第一党支部联合开展主题党日活动"])
    assert credited(bare) is None


@pytest.mark.parametrize(
    "line",
    [
        "编号 单位 党支部 机械学院研究生第一党支部",
        "涉及支部：机械学院研究生第一党支部",
        "序号 分党委 支部名称 书记 研究生第一党支部 研究生第二党支部",
        "参会支部：机械学院研究生第一党支部、研究生第二党支部",
    ],
)
def test_10_a_list_of_branches_owns_nothing(mail: MailMaker, judge: Judge, line: str) -> None:
    (proposal,) = judge(mail("汇总.xlsx", sender="zhongping@b.example"), [f"汇总\n{line}"])
    assert credited(proposal) is None


def test_also_seen_a_brand_within_a_longer_brand(mail: MailMaker, judge: Judge) -> None:
    (short,) = judge(mail("“知行讲堂”案例.docx"))
    (long,) = judge(mail("“知行讲堂行动”案例.docx"))
    (unknown,) = judge(mail("“知行讲堂工程”案例.docx"))
    assert (credited(short), credited(long), credited(unknown)) == ("B013", "B014", None)


def test_also_seen_the_display_name_of_another_secretary(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("机械学院研究生第一党支部.docx", sender_name="何国"))
    assert credited(proposal) == MECH_1


def test_also_seen_a_campus_unit_that_begins_like_a_college(mail: MailMaker) -> None:
    subs = tuple(
        SubCommittee(name, name) for name in ("计算机科学与工程学院党委", "秦皇岛分校党委")
    )
    branches = (
        Branch("C1", subs[0].id, "第一党支部"),
        Branch("C2", subs[1].id, "计算机与通信工程学院第一党支部"),
    )
    matcher = Matcher(compile_roster(branches, subs))
    (proposal,) = matcher.match(mail("计算机与通信工程学院第一党支部方案.docx"), ())
    assert credited(proposal) == "C2"


def test_also_seen_a_department_and_its_college_of_the_same_word(mail: MailMaker) -> None:
    sub = SubCommittee("U", "江河建筑学院党委")
    branches = [
        Branch("A", "U", "建筑学院硕士第二党支部"),
        Branch("B", "U", "建筑学院建筑系硕士第二党支部"),
    ]
    matcher = Matcher(compile_roster(branches, [sub]))
    (open_,) = matcher.match(mail("建筑硕士第二党支部—获奖证书.zip"), [""])
    (said,) = matcher.match(mail("建筑系硕士第二党支部—获奖证书.zip"), [""])
    assert open_.verdict is Verdict.REVIEW
    assert {c.branch_id for c in open_.candidates} == {"A", "B"}
    assert said.branch_id == "B"


@pytest.mark.parametrize("name", ["软件工程系叫工支部", "软件工程系 叫工党支部", "软件叫工支部"])
def test_also_seen_a_heading_left_over_beside_a_name_with_a_misspelt_stage(
    mail: MailMaker, judge: Judge, name: str
) -> None:
    (proposal,) = judge(
        mail(f"{name}_获奖证书.docx", body="软件学院三个支部的材料"),
        ["软件学院2019级本科生党支部\n获奖证书"],
    )
    assert credited(proposal) is None
    (alone,) = judge(mail(f"{name}_获奖证书.docx"), [""])
    assert credited(alone) is None
    shown = [candidate.branch_id for candidate in alone.candidates]
    assert branch_id("软件学院党委", "软件工程系教工党支部") in shown


@pytest.mark.parametrize(
    "name",
    [
        "机械工程与自动化学院先进制造与自动化研究所研究生第一党支部",
        "先进制造与自动化研究所研究生第一党支部",
        "新材料与冶金学院教工第一党支部",
        "信息管理学院教工第一党支部",
    ],
)
def test_also_seen_an_unlisted_unit_that_ends_like_a_listed_one(mail: MailMaker, name: str) -> None:
    subs = tuple(
        SubCommittee(one, one)
        for one in (
            "机械工程与自动化学院党委",
            "信息科学与工程学院党委",
            "冶金学院党委",
            "工商管理学院党委",
        )
    )
    branches = (
        Branch("M1", subs[0].id, "研究生第一党支部"),
        Branch("X1", subs[1].id, "自动化研究所研究生第一党支部"),
        Branch("Y1", subs[2].id, "教工第一党支部"),
        Branch("G1", subs[3].id, "教工第一党支部"),
    )
    matcher = Matcher(compile_roster(branches, subs))
    (proposal,) = matcher.match(mail(f"{name}-工作方案.docx"), [f"工作方案\n{name}"])
    assert credited(proposal) is None


def test_also_seen_and_between_two_parties_still_begins_a_name(
    mail: MailMaker, judge: Judge
) -> None:
    (proposal,) = judge(mail("材料与机械学院研究生第一党支部.docx"), [""])
    assert credited(proposal) == MECH_1


@pytest.mark.parametrize(
    ("body", "deferred"),
    [
        (
            "我院的机械学院研究生第一党支部的材料已整理好，研究生第三党支部的视频稍后单独发送。",
            False,
        ),
        ("研究生第三党支部的视频稍后单独发送，机械学院研究生第一党支部的材料见附件。", False),
        ("机械学院研究生第一党支部的材料在附件中没有，研究生第三党支部的见附件。", True),
        ("机械学院研究生第一党支部，研究生第三党支部的材料稍后单独发送。", True),
        ("不含机械学院研究生第一党支部，他们自己发，研究生第三党支部的见附件。", True),
    ],
)
def test_also_seen_a_clause_of_its_own_is_not_deferred_by_its_neighbour(
    mail: MailMaker, judge: Judge, body: str, deferred: bool
) -> None:
    paths = ("包.zip/机械学院研究生第一党支部/工作方案.docx", "包.zip/另一个/工作方案.docx")
    proposal, _ = judge(mail(*paths, body=body), ["", ""])
    assert credited(proposal) == (None if deferred else MECH_1)


def test_a_kind_word_misspelt_by_shape_still_names_the_branch(
    judge: Judge, mail: MailMaker
) -> None:
    found = judge(mail("机械学院本科生二支郡新闻.docx"), ["机械学院研究生第一党支部"])[0]
    assert found.verdict is Verdict.REVIEW
    assert found.reasons[0].code == "matching.doubt.contradiction"
