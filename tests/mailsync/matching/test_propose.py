"""What the matcher proposes for whole mails."""

from __future__ import annotations

from collections.abc import Callable

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from store.model import Mail, Proposal, Verdict

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]


def test_an_empty_roster_asks_a_person(mail: MailMaker) -> None:
    matcher = Matcher(compile_roster((), ()))
    (proposal,) = matcher.match(mail("机械学院研究生第三党支部方案.docx"), ("",))
    assert proposal.verdict is Verdict.REVIEW
    assert proposal.branch_id is None


def test_a_file_that_names_its_branch_is_credited(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("机械学院研③支部-创新案例.docx"))
    assert (proposal.verdict, proposal.branch_id) == (Verdict.AUTO, "B003")


def test_a_secretarys_name_behind_a_year_is_read(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("2020年度何国.docx", sender="lijing@staff.example"))
    assert proposal.candidates[0].branch_id == "B002"


def test_a_file_without_a_name_may_be_of_the_branches_that_a_neighbour_names(
    mail: MailMaker, judge: Judge
) -> None:
    """The neighbour's name and its heading contradict each other: both are shown."""
    found = judge(
        mail(
            "机械学院研究生第一党支部.docx",
            "材料科学与工程学院研究生第二党支部 方案.docx",
            "终稿.docx",
            subject="几个支部的材料",
        ),
        ["", "理学院本科生第一党支部", ""],
    )
    assert {one.branch_id for one in found[2].candidates[:3]} == {"B001", "B008", "B013"}


def test_a_heading_left_over_is_no_owner_where_the_name_says_another_year(
    mail: MailMaker, judge: Judge
) -> None:
    """The one wrong credit of a fresh set: the name's stage was misspelt, and went unread."""
    found = judge(
        mail("附件1：2018级雪生支部获奖证书.pptx", subject="软件学院几个支部的材料"),
        ["党支部工作制度\n软件学院2019级本科生党支部"],
    )
    assert found[0].verdict is Verdict.REVIEW
