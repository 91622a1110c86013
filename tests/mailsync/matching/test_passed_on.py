"""A mail that was passed on as it came is read as if its first sender had sent it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.model import Mail, Proposal, Verdict
from tests.mailsync.matching.conftest import branch_id

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]
MECHANICS = "机械工程与自动化学院党委"
FIRST = branch_id(MECHANICS, "研究生第一党支部")
BLOCKS = [
    "\n------------------ 原始邮件 ------------------\n发件人: {a}\n发送时间: 2026年4月10日\n"
    "收件人: 王明\n主题: 材料\n\n{t}",
    "\n---------- 转发的邮件 ----------\n发件人: {a}\n日期: 2026-04-10\n主题: 材料\n\n{t}",
    "\nBegin forwarded message:\n\nFrom: {a}\nSubject: x\nDate: 10 April 2026\n\n{t}",
    "请查收。\n________________________________\nFrom: {a}\nSent: Friday\nTo: me\nSubject: x\n\n"
    "{t}",
]


@pytest.mark.parametrize("block", BLOCKS)
def test_its_text_names_the_owner(judge: Judge, mail: MailMaker, block: str) -> None:
    body = block.format(a="某人 <x@qq.example>", t="机械学院研究生第一党支部材料见附件。")
    (found,) = judge(mail("终稿.docx", subject="转发：材料", body=body))
    assert (found.verdict, found.branch_id) == (Verdict.AUTO, FIRST)


@pytest.mark.parametrize("block", BLOCKS)
def test_its_first_sender_is_known(judge: Judge, mail: MailMaker, block: str) -> None:
    body = block.format(a="钟平 <zhongping@b.example>", t="材料见附件。")
    (found,) = judge(mail("终稿.docx", subject="Fwd: 材料", body=body))
    assert found.branch_id == FIRST
    reason = next(r for r in found.reasons if r.code == "matching.cue.first_sender")
    start, end = reason.params["start"], reason.params["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert body[start:end] == reason.params["text"] == "zhongping@b.example"


def test_its_first_senders_name_may_be_a_branchs(judge: Judge, mail: MailMaker) -> None:
    """The heading was left over from another branch; the name of who first sent it says so."""
    body = BLOCKS[2].format(a="机械学院研究生第一党支部 <x@qq.example>", t="材料见附件。")
    sent = mail("终稿.docx", subject="Fwd: 材料", body=body)
    (found,) = judge(sent, ["申报支部：机械学院研究生第二党支部"])
    assert found.verdict is Verdict.REVIEW
    assert FIRST in [one.branch_id for one in found.candidates]


def test_a_quotation_below_an_answer_says_nothing(judge: Judge, mail: MailMaker) -> None:
    body = BLOCKS[0].format(a="钟平 <zhongping@b.example>", t="机械学院研究生第一党支部材料。")
    (found,) = judge(mail("终稿.docx", subject="回复：材料", body=body))
    assert found.verdict is Verdict.REVIEW


def test_a_forwarder_who_says_something_is_the_sender(judge: Judge, mail: MailMaker) -> None:
    own = "这是图书馆第三党支部的材料，他们让我发给您，下面是当时的往来邮件，供您参考一下。"
    body = own + BLOCKS[0].format(a="钟平 <zhongping@b.example>", t="机械学院研究生第一党支部。")
    (found,) = judge(mail("终稿.docx", subject="转发：材料", body=body))
    assert found.branch_id == branch_id("图书馆直属党总支", "第三党支部")
