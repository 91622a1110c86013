"""A list in the mail's text says which file is whose, however it is laid out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.model import Mail, Proposal, Verdict
from tests.mailsync.matching.conftest import branch_id

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]
LIBRARY = "图书馆直属党总支"
ONE, OTHER = "图书馆流通部党支部", "图书馆第三党支部"
FIRST, SECOND = branch_id(LIBRARY, "流通部党支部"), branch_id(LIBRARY, "第三党支部")


@pytest.mark.parametrize(
    "body",
    [
        f"终稿.docx —— {ONE}\n新建文档.docx —— {OTHER}",
        f"终稿.docx\t{ONE}\n新建文档.docx\t{OTHER}",
        f"1\t{ONE}\t终稿.docx\n2\t{OTHER}\t新建文档.docx",
        f"序号\n文件名\n党支部\n1\n终稿.docx\n{ONE}\n2\n新建文档.docx\n{OTHER}",
        f"党支部\n材料\n{ONE}\n终稿.docx\n{OTHER}\n新建文档.docx",
        f"{ONE}：终稿.docx\n{OTHER}：新建文档.docx",
        f"{ONE}：\n终稿.docx\n{OTHER}：\n新建文档.docx",
        f"终稿.docx是{ONE}的，新建文档.docx是{OTHER}的。",
        f"终稿.docx、新建文档.docx分别为{ONE}、{OTHER}的方案。",
        f"附件1为{ONE}，附件2为{OTHER}。",
        f"1、{ONE}\n2、{OTHER}",
        f"终稿：{ONE}；新建文档：{OTHER}",
    ],
)
def test_a_list_says_whose_each_file_is(judge: Judge, mail: MailMaker, body: str) -> None:
    found = judge(mail("终稿.docx", "新建文档.docx", body=f"老师好，材料如下：\n{body}\n谢谢"))
    assert [one.branch_id for one in found] == [FIRST, SECOND]
    assert all(one.verdict is Verdict.AUTO for one in found)


def test_a_row_of_a_table_may_hold_several_files(judge: Judge, mail: MailMaker) -> None:
    body = f"党支部\t方案\t视频\n{ONE}\ta1.docx\ta2.mp4\n{OTHER}\tb1.docx\tb2.mp4"
    found = judge(mail("a1.docx", "a2.mp4", "b1.docx", "b2.mp4", body=body))
    assert [one.branch_id for one in found] == [FIRST, FIRST, SECOND, SECOND]


def test_numbers_may_stand_for_ranges(judge: Judge, mail: MailMaker) -> None:
    body = f"附件1-2为{ONE}材料，附件3、4是{OTHER}材料。"
    found = judge(mail("a1.docx", "a2.mp4", "b1.docx", "b2.mp4", body=body))
    assert [one.branch_id for one in found] == [FIRST, FIRST, SECOND, SECOND]


def test_numbers_that_do_not_count_all_files_say_nothing(judge: Judge, mail: MailMaker) -> None:
    body = f"附件1为{ONE}，附件3为{OTHER}。"
    found = judge(mail("a1.docx", "a2.docx", "a3.docx", body=body))
    assert all(one.verdict is Verdict.REVIEW for one in found)


def test_cells_without_heads_that_begin_and_end_alike_say_nothing(
    judge: Judge, mail: MailMaker
) -> None:
    body = f"{ONE}\n终稿.docx\n{OTHER}\n新建文档.docx\n{ONE}"
    found = judge(mail("终稿.docx", "新建文档.docx", body=body))
    assert all(one.verdict is Verdict.REVIEW for one in found)


def test_a_list_against_the_files_own_name_is_asked_about(judge: Judge, mail: MailMaker) -> None:
    found = judge(
        mail(
            f"{OTHER}方案.docx",
            "b.docx",
            body=f"{OTHER}方案.docx：{ONE}\nb.docx：{OTHER}",
        )
    )
    assert found[0].verdict is Verdict.REVIEW
    assert found[0].reasons[0].code == "matching.doubt.contradiction"


def test_a_branchs_own_name_in_a_list_is_no_kind(judge: Judge, mail: MailMaker) -> None:
    (found, _) = judge(mail("VID_1.mp4", "x.docx", body=f"VID_1.mp4\t{ONE}\nx.docx\t{OTHER}"))
    assert str(found.kind) == "video"
