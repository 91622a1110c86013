"""Every reason rests on words that are there, read again by simpler rules than the matcher's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bench import offices, variants
from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from store.model import Evidence, Mail, Proposal
from tests.mailsync.matching.conftest import (
    branch_id,
    make_mail,
    small_branches,
    small_sub_committees,
)
from tests.mailsync.matching.generated import generator, roster_parts, written_mails

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]

# Written by hand after mails that were read wrong: what they say, and no more.
FOREIGN: tuple[tuple[Mail, tuple[str, ...]], ...] = (
    (
        make_mail("评价表.docx", body="研究生第一党支部已在书记例会上作了交流，现报送评价表。"),
        ("《特色支部创建工作评价表》",),
    ),
    (make_mail("材料.zip", body="研究生第一党支部材料见附件，压缩包密码另行电话告知。"), ("",)),
    (make_mail("方案.docx", body="之前的文件打不开，研究生第一党支部的方案重新报送。"), ("",)),
    (make_mail("方案.docx", body="研究生第一党支部的材料稍后单独发送。"), ("",)),
    (make_mail("方案.docx", body="不含图书馆第三党支部，他们自己发。"), ("",)),
    (make_mail("机械学院研究生第九党支部方案.docx", sender="lijing@staff.example"), ("",)),
    (make_mail("研究生第三党支部方案.docx"), ("机械学院研究生第二党支部",)),
    (make_mail("工作方案.docx", sender="lijing@staff.example"), ("",)),
    (make_mail("汇总.docx"), ("单位：机械学院研究生第一党支部、图书馆流通部党支部",)),
    (
        make_mail("方案.docx", subject="机械学院十一个支部的材料", sender="lijing@staff.example"),
        ("",),
    ),
    (make_mail("名单.docx"), ("参会支部：图书馆流通部党支部",)),
    (
        make_mail("材料.docx", subject="回复：机械学院研究生第一党支部材料修改意见"),
        ("理学院教工第一党支部",),
    ),
    (make_mail("机械学院研究生第一党支部.docx", sender="zhaolei@staff.example"), ("",)),
)
_LATER = re.compile(
    r"不含|不包|除|稍后|随后|另|单独|自行|自己|他们|后续|未|没|过后|明天|后天|下周|待|以后|还在|正在|尽快|近期|已|此前|先前|之前|上次|昨天|前几天|缺|无关|不属|不是|改日|由其"
)
_NOT_THE_MATERIAL = re.compile(r"密码|口令|交流|电话告知")
_WRITTEN = {
    "ordinal": re.compile(r"第[一二三四五六七八九十\d]+(?:党|学生|教工)?(?:党)?支部"),
    "stage": re.compile(r"教工|教师|教职工|研究生|本科生|硕士|博士|离退休"),
    "grade": re.compile(r"(?:19|20)?\d\d级"),
}


def texts_of(mail: Mail, title: str, path: str) -> dict[str, str]:
    return {
        "path": path,
        "title": title,
        "subject": mail.subject,
        "body": mail.body,
        "sender_name": mail.sender.name,
    }


def faults(reason: Evidence, others: Sequence[Evidence], texts: dict[str, str]) -> Iterator[str]:
    """What is untrue of one reason, by rules that know nothing of the matcher's."""
    params = reason.params
    source, said = str(params.get("source", "")), str(params.get("text", ""))
    if source in texts:
        start, end = params["start"], params["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        if texts[source][start:end] != said or not said:
            yield f"the span of {reason.code} is not its words: {said!r}"
    code = reason.code.rpartition(".")[2]
    shown = "".join(str(one.params.get("text", "")) for one in others if "cue" in one.code)
    if code == "deferred" and (not _LATER.search(said) or _NOT_THE_MATERIAL.search(said)):
        yield f"nothing is deferred in {said!r}"
    if code == "ambiguous":
        slot = str(params["slot"])
        if slot in _WRITTEN and _WRITTEN[slot].search(shown):
            yield f"{slot} is written: {shown}"
    if code == "several" and (not said or said == params.get("other")):
        yield f"one branch is not several: {said!r}"
    if code == "contradiction":
        together = "".join(texts.values())
        for side in ("one", "other"):
            if not params[side] or str(params[side]) not in together:
                yield f"not written: {params[side]!r}"
    if code in ("not_on_roster", "unreadable") and not said:
        yield f"{code} of nothing"


def checked(
    matcher: Matcher, mail: Mail, titles: Sequence[str]
) -> Iterator[tuple[Evidence, list[str]]]:
    for at, proposal in enumerate(matcher.match(mail, titles)):
        title = titles[at] if at < len(titles) else ""
        path = mail.attachments[at].path
        texts = texts_of(mail, title, path)
        for reason in proposal.reasons:
            yield reason, list(faults(reason, proposal.reasons, texts))


@pytest.mark.parametrize("vary", [None, variants.vary, offices.vary])
def test_five_hundred_reasons_of_generated_mail_are_true(
    tmp_path: Path, vary: Callable[[Any], None] | None
) -> None:
    seen = 0
    wrong: list[str] = []
    for seed in (61, 62):
        module: Any = generator()
        if vary is not None:
            vary(module)
        world = module.World(60, seed)
        matcher = Matcher(compile_roster(*roster_parts(world)))
        for mail, titles, _ in written_mails(module, world, seed, 120, tmp_path):
            for _reason, found in checked(matcher, mail, titles):
                seen += 1
                wrong += found
    assert seen >= 500
    assert wrong == []


@pytest.mark.parametrize("at", range(len(FOREIGN)))
def test_reasons_of_mails_written_by_hand_are_true(at: int) -> None:
    matcher = Matcher(compile_roster(small_branches(), small_sub_committees()))
    mail, titles = FOREIGN[at]
    assert [found for _, found in checked(matcher, mail, titles) if found] == []


@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_is_said_of_other_things_defers_no_material(at: int) -> None:
    matcher = Matcher(compile_roster(small_branches(), small_sub_committees()))
    mail, titles = FOREIGN[at]
    codes = [reason.code for reason, _ in checked(matcher, mail, titles)]
    assert "matching.doubt.deferred" not in codes


def test_a_deferral_shows_the_words_that_defer() -> None:
    matcher = Matcher(compile_roster(small_branches(), small_sub_committees()))
    mail = make_mail(
        "方案.docx",
        body="机械学院研究生第一党支部的材料稍后单独发送。",
        sender="zhongping@b.example",
    )
    (proposal,) = matcher.match(mail, [""])
    deferred = [r for r in proposal.reasons if r.code == "matching.doubt.deferred"]
    assert [r.params["text"] for r in deferred] == ["机械学院研究生第一党支部的材料稍后"]


def test_an_unlisted_branch_has_no_candidates_and_one_reason(judge: Judge, mail: MailMaker) -> None:
    (proposal,) = judge(mail("机械学院研究生第九党支部方案.docx", sender="lijing@staff.example"))
    assert proposal.candidates == ()
    codes = [reason.code for reason in proposal.reasons if ".doubt." in reason.code]
    assert codes == ["matching.doubt.not_on_roster"]


def test_a_known_branch_beside_an_unlisted_name_stays_a_candidate(
    judge: Judge, mail: MailMaker
) -> None:
    (proposal,) = judge(mail("机械学院研究生第九党支部方案.docx"), ["机械学院研究生第三党支部"])
    assert [one.branch_id for one in proposal.candidates] == [
        branch_id("机械工程与自动化学院党委", "研究生第三党支部")
    ]


@pytest.mark.parametrize(
    "words", ["机械学院十一个支部的材料", "机械学院几个党支部方案", "机械学院2个党支部"]
)
def test_a_number_of_branches_is_no_unlisted_branch(judge: Judge, words: str) -> None:
    (proposal,) = judge(make_mail("方案.docx", subject=words, sender="lijing@staff.example"))
    assert "matching.doubt.not_on_roster" not in [reason.code for reason in proposal.reasons]


@pytest.mark.parametrize(
    "body",
    [
        "研究生第一党支部方案见附件，视频较大，另行用网盘发送。",
        "研究生第一党支部的材料已发，纸质版另行送达。",
        "随信附上研究生第一党支部的方案。评价表待书记签字后补交。",
        "研究生第一党支部原报送的方案作废，以此次为准，现报送新方案。",
    ],
)
def test_what_is_said_of_other_material_defers_not_this_one(judge: Judge, body: str) -> None:
    (proposal,) = judge(make_mail("方案.docx", body=body, sender="lijing@staff.example"))
    assert proposal.branch_id == branch_id("机械工程与自动化学院党委", "研究生第一党支部")


@pytest.mark.parametrize(
    "body",
    [
        "机械学院研究生第一党支部暂缺，书记出差，回来后补发。",
        "机械学院研究生第一党支部下周一之前补上。",
    ],
)
def test_what_comes_later_is_deferred(judge: Judge, body: str) -> None:
    (proposal,) = judge(make_mail("方案.docx", body=body, sender="lijing@staff.example"))
    assert proposal.branch_id is None


def test_a_branch_that_was_only_talked_to_owns_nothing(judge: Judge) -> None:
    body = "已与研究生第一党支部沟通，材料如下，如有问题另行联系。"
    (proposal,) = judge(make_mail("方案.docx", body=body, sender="lijing@staff.example"))
    assert proposal.branch_id is None
