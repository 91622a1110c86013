"""One document with the plans of several branches is nobody's by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from store.model import Branch, FileKind, Mail, Proposal, Scope, Verdict
from tests.mailsync.matching.conftest import branch_id, small_branches, small_sub_committees

MailMaker = Callable[..., Mail]
MECHANICS = "机械工程与自动化学院党委"
FIRST = branch_id(MECHANICS, "研究生第一党支部")
SECOND = branch_id(MECHANICS, "研究生第二党支部")
VEHICLES = branch_id(MECHANICS, "车辆工程系教工党支部")
LIBRARY = branch_id("图书馆直属党总支", "流通部党支部")


def judged(mail: Mail, headings: Sequence[str], title: str = "") -> Proposal:
    matcher = Matcher(compile_roster(small_branches(), small_sub_committees()))
    (found,) = matcher.match(mail, [title or headings[0]], [headings])
    return found


@pytest.mark.parametrize("name", ["方案.docx", "机械学院两个支部创建工作方案.pdf", "终稿.pptx"])
def test_plans_of_two_branches_are_credited_to_nobody(mail: MailMaker, name: str) -> None:
    found = judged(
        mail(name),
        ["机械学院研究生第一党支部创建工作方案", "机械学院车辆工程系教工党支部创建工作方案"],
    )
    assert (found.verdict, found.scope, found.branch_id) == (Verdict.REVIEW, Scope.SEVERAL, None)
    assert found.kind is FileKind.PLAN
    assert [one.branch_id for one in found.sections] == [FIRST, VEHICLES]
    assert [one.branch_id for one in found.candidates] == [FIRST, VEHICLES]
    assert found.reasons[0].code == "matching.doubt.sections"
    assert found.reasons[0].params["n"] == 2


@pytest.mark.parametrize(
    "name", ["方案（2个支部）.docx", "两个党支部创建工作方案.pdf", "案例(12 个支部).docx"]
)
def test_a_name_that_counts_branches_is_asked_about_though_one_heading_is_read(
    mail: MailMaker, name: str
) -> None:
    found = judged(mail(name), ["机械学院研究生第一党支部创建工作方案"])
    assert (found.verdict, found.branch_id) == (Verdict.REVIEW, None)
    assert [one.branch_id for one in found.candidates][:1] == [FIRST]
    assert found.reasons[0].code == "matching.doubt.counted"
    assert "个" in str(found.reasons[0].params["text"])


def test_the_mails_college_decides_where_headings_leave_it_out(mail: MailMaker) -> None:
    found = judged(
        mail("两个支部方案.docx", sender="lijing@staff.example"),
        ["研究生第一党支部创建工作方案", "研究生第二党支部创建工作方案"],
    )
    assert [one.branch_id for one in found.sections] == [FIRST, SECOND]


def test_cover_and_title_of_one_branch_are_one_section(mail: MailMaker) -> None:
    found = judged(
        mail("方案.docx"),
        [
            "机械学院研究生第一党支部",
            "机械学院研究生第一党支部创建工作方案",
            "图书馆流通部党支部",
            "图书馆流通部党支部工作案例",
        ],
    )
    assert [(one.branch_id, one.parts) for one in found.sections] == [
        (FIRST, (0, 1)),
        (LIBRARY, (2, 3)),
    ]


def test_a_part_of_an_unlisted_branch_makes_it_several(mail: MailMaker) -> None:
    found = judged(
        mail("方案.docx"), ["机械学院研究生第一党支部方案", "机械学院研究生第九党支部方案"]
    )
    assert found.verdict is Verdict.REVIEW
    assert [one.branch_id for one in found.sections] == [FIRST, ""]
    assert [one.branch_id for one in found.candidates] == [FIRST]


@pytest.mark.parametrize(
    "heading",
    ["与图书馆流通部党支部开展共建", "图书馆流通部党支部来访交流", "共建支部：图书馆流通部党支部"],
)
def test_a_partner_has_no_section(mail: MailMaker, heading: str) -> None:
    found = judged(
        mail("机械学院研究生第一党支部方案.docx"), ["机械学院研究生第一党支部方案", heading]
    )
    assert (found.verdict, found.branch_id, found.sections) == (Verdict.AUTO, FIRST, ())


def test_a_unit_whose_name_speaks_of_working_together_has_its_section(mail: MailMaker) -> None:
    """国际合作处 and 联合培养部 are units: no partner of the branch named before them."""
    sub = "机关党委"
    branches = (
        *small_branches(),
        Branch("B101", sub, "国际合作处党支部"),
        Branch("B102", sub, "联合培养部第一党支部"),
    )
    matcher = Matcher(compile_roster(branches, small_sub_committees()))
    headings = ["机关国际合作处党支部创建工作案例", "机关联合培养部第一党支部工作方案"]
    (found,) = matcher.match(mail("案例.docx"), [headings[0]], [headings])
    assert (found.verdict, found.scope, found.branch_id) == (Verdict.REVIEW, Scope.SEVERAL, None)
    assert [one.branch_id for one in found.sections] == ["B101", "B102"]


def test_minutes_of_several_branches_stay_minutes(mail: MailMaker) -> None:
    found = judged(
        mail("现场分享交流会议记录.docx"),
        ["机械学院研究生第一党支部", "图书馆流通部党支部"],
        "现场分享交流会议记录",
    )
    assert found.kind is FileKind.SHARING
    assert found.sections == ()


@pytest.mark.parametrize("name", ["案例汇编.docx", "机械学院方案合集.pdf", "方案汇总.docx"])
def test_a_collection_of_plans_is_of_plans(mail: MailMaker, name: str) -> None:
    found = judged(
        mail(name),
        ["（一）机械学院研究生第一党支部", "图书馆流通部党支部"],
        "特色党支部创建工作方案汇编",
    )
    assert (found.kind, len(found.sections)) == (FileKind.PLAN, 2)


def test_forms_of_several_branches_in_one_file_are_nobodys(mail: MailMaker) -> None:
    found = judged(
        mail("评价表.docx"),
        ["支部名称：机械学院研究生第一党支部", "支部名称：机械学院研究生第二党支部"],
        "特色党支部创建工作情况评价表",
    )
    assert (found.verdict, found.branch_id) == (Verdict.REVIEW, None)
    assert [one.branch_id for one in found.sections] == [FIRST, SECOND]
    assert found.kind is FileKind.EVAL_FORM


def test_material_that_is_named_for_one_branch_may_have_headings_of_others(mail: MailMaker) -> None:
    found = judged(
        mail("机械学院研究生第一党支部支撑材料.docx"),
        ["机械学院研究生第一党支部制度", "图书馆流通部党支部来信"],
        "支撑材料",
    )
    assert (found.verdict, found.branch_id) == (Verdict.AUTO, FIRST)


@pytest.mark.parametrize(
    "name", ["汇总表.xlsx", "机械学院创建工作方案汇总表.xlsx", "支部情况统计.docx"]
)
def test_a_summary_of_several_branches_is_filed_as_nobodys(mail: MailMaker, name: str) -> None:
    found = judged(
        mail(name),
        ["机械学院研究生第一党支部", "图书馆流通部党支部"],
        "序号\n党支部\n方案\n机械学院研究生第一党支部\n图书馆流通部党支部",
    )
    assert (found.verdict, found.scope, found.kind) == (
        Verdict.AUTO,
        Scope.SEVERAL,
        FileKind.OTHER,
    )
    assert found.reasons[0].code == "matching.apart.several"


def test_minutes_propose_all_the_branches_that_they_list(mail: MailMaker) -> None:
    (found,) = Matcher(compile_roster(small_branches(), small_sub_committees())).match(
        mail("现场分享交流会议记录.docx"),
        ["现场分享交流会议记录\n参加支部：机械学院研究生第一党支部、机械学院研究生第二党支部"],
    )
    assert [one.branch_id for one in found.candidates] == [FIRST, SECOND]
    assert {one.evidence[0].code for one in found.candidates} == {"matching.cue.listed"}
