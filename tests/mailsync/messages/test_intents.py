"""What a mail's own words want, each with the words that say so."""

from __future__ import annotations

import pytest

from mailsync.messages.intents import intents_of
from store.model import Intent

W, E, Q, P, F, T = (
    Intent.WITHDRAWAL,
    Intent.EXTENSION,
    Intent.QUESTION,
    Intent.PASSWORD,
    Intent.OTHER_WAY,
    Intent.THANKS,
)


def intents(body: str, subject: str = "", *, files: bool = False) -> list[Intent]:
    return [one.intent for one in intents_of(subject, body, automatic=None, with_files=files)]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("电子系教工党支部因故退出创建。", [W]),
        ("因人员调整，我支部申请退出2026年度六个一创建工作，请批准。", [W]),
        ("我们支部今年不参加了，麻烦从名单中去掉。", [W]),
        ("请老师把我支部从参评名单里撤下来。", [W]),
        ("我支部已并入第二党支部，原名单作废。", [W]),
        ("We have to withdraw from this year's programme.", [W]),
        ("请问退出创建需要什么手续？", [Q]),
        ("是否可以不参加今年的创建？", [Q]),
        ("如退出创建，请提前告知。", []),
        ("我支部书记因病不参加本次会议，由副书记代替。", []),
        ("党员退出机制方案正在完善。", []),
        ("我们放弃休息时间制作了视频。", []),
        ("因视频制作需要时间，申请延期两天报送，望批准。", [E]),
        ("申請延期報送，請批准", [E]),
        ("能否晚交几天？书记出差。", [E]),
        ("视频还在剪辑，估计要推迟到周五才能报送，请谅解。", [E]),
        ("来不及在14日前完成。", [E]),
        ("May we have an extension of two days?", [E]),
        ("原定4月10日的分享会推迟至4月15日举行。", []),
        ("已收到延期通知。", [T]),
        ("请问视频是否必须是MP4格式？", [Q]),
        ("视频要多长？字数包括标题吗", [Q]),
        ("不知道上次发的材料有没有收到，请帮忙看一下。", [Q]),
        ("附件打不开怎么办", [Q]),
        ("如有问题请联系我。", []),
        ("若有不妥，请批评指正！", []),
        ("视频太大，已通过百度网盘发送，请留意。", [F]),
        ("纸质版明天上午送到组织部办公室。", [F]),
        ("材料稍后由王老师另行发送。", [F]),
        ("解压密码：Abc123", [P]),
        ("收到，谢谢老师！", [T]),
        ("好的，收到，我们尽快完善后报送。", [T]),
        ("您的密码已修改", []),
    ],
)
def test_words_are_read_as_a_clerk_reads_them(body: str, wanted: list[Intent]) -> None:
    assert intents(body) == wanted


def test_what_is_quoted_wants_nothing() -> None:
    quoted = (
        "收到，谢谢。\n\n----- 原始邮件 -----\n发件人: 张三\n主题: 退出创建\n我支部申请退出创建。"
    )
    assert intents(quoted) == [T]


def test_the_subject_of_an_answer_is_the_other_sides() -> None:
    assert intents("收到，谢谢。", "Re: 关于退出创建的说明") == [T]
    assert intents("", "关于退出创建的说明") == [W]


def test_a_mail_that_was_passed_on_speaks_for_itself() -> None:
    body = (
        "----- 转发的邮件 -----\n发件人: 王五 <w@neu.example>\n主题: 说明\n\n我支部因故退出创建。\n"
    )
    assert intents(body, "转发：说明") == [W]


def test_what_stands_at_the_end_of_every_letter_with_files_asks_nothing() -> None:
    for body in (
        "材料见附件，请查收。如有问题请联系。谢谢！",
        "方案和视频已上传，请审阅。解压密码：Abc123",
        "视频较大，用超大附件发送，请下载。",
        "收到的意见已逐条修改，请查收。",
    ):
        assert intents(body, files=True) == []
    assert intents("材料见附件。能否晚交视频？", files=True) == [E]


def test_every_intent_rests_on_words_of_the_mail() -> None:
    subject, body = "关于退出创建的说明", "老师好！\n我支部申请退出六个一创建。能否告知手续？谢谢。"
    for one in intents_of(subject, body, automatic=None, with_files=False):
        text = subject if one.source == "subject" else body
        assert text[one.start : one.end].strip()


def test_an_automatic_reply_is_that_and_nothing_else() -> None:
    found = intents_of(
        "自动回复", "我出差了，材料延期报送", automatic="auto_reply", with_files=False
    )
    assert [one.intent for one in found] == [Intent.AUTO_REPLY]


@pytest.mark.parametrize("piece", ["退出", "？", "能否延期", "密码：", "，", "请问不"])
def test_a_megabyte_of_one_word_comes_to_an_end(piece: str) -> None:
    intents(piece * (1_000_000 // len(piece)))
