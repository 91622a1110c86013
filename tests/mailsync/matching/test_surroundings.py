"""What the rest of a mail shows of a file without a name orders its candidates, and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from store.model import Mail, Proposal, Verdict
from tests.mailsync.matching.conftest import branch_id

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]
MECHANICS = "机械工程与自动化学院党委"
FIRST = branch_id(MECHANICS, "研究生第一党支部")
SECOND = branch_id(MECHANICS, "研究生第二党支部")
OFFICE = branch_id(MECHANICS, "机关党支部")
LIBRARY = branch_id("图书馆直属党总支", "流通部党支部")
STAFF = "lijing@staff.example"
SEVERAL = "现报送我院3个支部的材料，请查收。"


def first_shown(found: Sequence[Proposal], at: int) -> str:
    assert found[at].verdict is Verdict.REVIEW
    return found[at].candidates[0].branch_id


def test_a_secretary_among_the_members_in_the_text(judge: Judge, mail: MailMaker) -> None:
    text = "创建工作案例\n党员王明、吴越同志发挥先锋模范作用，参与志愿服务37小时。"
    found = judge(mail("终稿.docx", sender=STAFF, body=SEVERAL), [text])
    assert first_shown(found, 0) == OFFICE
    reason = next(r for r in found[0].candidates[0].evidence if r.code == "matching.cue.member")
    start, end = reason.params["start"], reason.params["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert text[start:end] == reason.params["text"] == "吴越"


@pytest.mark.parametrize("sender", ["wuyue@x.example", "wuyue1995@x.example"])
def test_an_address_that_spells_the_secretarys_name(
    judge: Judge, mail: MailMaker, sender: str
) -> None:
    (found,) = judge(mail("终稿.docx", sender=sender, body="机械学院材料见附件。"))
    assert first_shown([found], 0) == OFFICE


def test_files_of_its_own_folder_before_those_of_others(judge: Judge, mail: MailMaker) -> None:
    """One heading in the folder was left over; the branch that the other file names is shown."""
    paths = (
        "材料.zip/研究生第二党支部/方案.docx",
        "材料.zip/新建文件夹3/照片.docx",
        "材料.zip/新建文件夹3/机关党支部评价表.docx",
        "材料.zip/新建文件夹3/总结.docx",
    )
    titles = ["", "", "", "支部名称：机械学院研究生第一党支部"]
    found = judge(mail(*paths, sender=STAFF, body=SEVERAL), titles)
    shown = [one.branch_id for one in found[1].candidates[:2]]
    assert found[1].verdict is Verdict.REVIEW
    assert set(shown) == {OFFICE, FIRST}


def test_a_branch_of_the_list_that_no_file_names_yet(judge: Judge, mail: MailMaker) -> None:
    paths = ("研究生第一党支部方案.docx", "研究生第二党支部方案.docx", "111.mp4", "汇总表.xlsx")
    listed = (
        "序号 支部名称 书记 机械学院研究生第一党支部 机械学院研究生第二党支部 机械学院机关党支部"
    )
    found = judge(mail(*paths, sender=STAFF, body=SEVERAL), ["", "", "", listed])
    assert OFFICE in [one.branch_id for one in found[2].candidates[:2]]


def test_a_misspelt_stage_is_shown_first_and_never_credited(judge: Judge, mail: MailMaker) -> None:
    (found,) = judge(mail("机械学院研究声第二党支部方案.docx"))
    assert first_shown([found], 0) == SECOND


def test_a_folder_of_another_secretary_is_asked_about(judge: Judge, mail: MailMaker) -> None:
    """The heading says half a name; what the folder's other file says is left over."""
    paths = ("材料.zip/吴越/方案.docx", "材料.zip/吴越/评价表.docx")
    titles = ["支部名称：机械学院研究生第二党支部", "机械学院第二党支部"]
    found = judge(mail(*paths, sender=STAFF, body=SEVERAL), titles)
    assert [one.verdict for one in found] == [Verdict.REVIEW, Verdict.REVIEW]


def test_a_folders_open_name_is_not_closed_to_the_branch_of_another_folder(
    judge: Judge, mail: MailMaker
) -> None:
    """Two folders are of two branches: the heading that makes them one was left over."""
    paths = ("材料.zip/研究生第二党支部/方案.docx", "材料.zip/机械学院研究生党支部/评价表.docx")
    titles = ["", "机械学院研究生第二党支部"]
    found = judge(mail(*paths, sender=STAFF, body=SEVERAL), titles)
    assert [one.verdict for one in found] == [Verdict.AUTO, Verdict.REVIEW]
    assert SECOND in [one.branch_id for one in found[1].candidates]


def test_a_units_staff_are_not_outvoted_by_names_without_a_college(
    judge: Judge, mail: MailMaker
) -> None:
    """流通部 may be one of the sender's own, which nobody lists."""
    sent = mail("流通部党支部方案.docx", sender=STAFF, subject="关于报送流通部党支部材料的函")
    (found,) = judge(sent)
    assert found.verdict is Verdict.REVIEW
    assert LIBRARY in [one.branch_id for one in found.candidates]


def test_a_signature_above_a_marked_quotation_is_read(judge: Judge, mail: MailMaker) -> None:
    body = "老师您好：\n\n吴越\n\n\n> 关于验收的通知\n> 请于4月14日前将材料发送至邮箱，谢谢。"
    (found,) = judge(mail("终稿.docx", subject="机械学院材料", body=body))
    assert found.candidates[0].branch_id == OFFICE
