"""Reasons in words: what was read, what was excluded, how sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from string import Formatter

import pytest

from mailsync.matching.evidence.sources import Cue
from mailsync.matching.explain import confidence, twins, why
from mailsync.matching.owners import Doubt
from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import Roster
from store.model import Mail, Proposal, SenderFact
from store.text.wording import LANGUAGES, load

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]


def test_a_credit_is_explained_with_the_original_words(
    mail: MailMaker, judge: Judge, roster: Roster
) -> None:
    (proposal,) = judge(
        mail("機械学院研③支部-案例.docx", sender="new@b.example"),
        ["案例\n机械学院研究生第三党支部"],
        [SenderFact("new@b.example", "B003", 4, "2021-03-01")],
    )
    said = why(proposal, roster, load("zh_CN"))
    assert said.confidence == "确定"
    assert [line.text for line in said.lines] == [
        "附件名“機械学院研③支部”",
        "正文标题“机械学院研究生第三党支部”",
        "该邮箱曾 4 次报送该支部，均由人定归属",
    ]
    assert "已排除 研究生第二党支部（序号不同）" in said.excluded
    first = said.lines[0]
    assert first.mark is not None
    assert first.text[slice(*first.mark)] == "機械学院研③支部"
    assert (first.source, first.start, first.end) == ("path", 0, 8)


def test_a_contradiction_is_not_called_an_open_choice_among_none(
    mail: MailMaker, judge: Judge, roster: Roster
) -> None:
    (proposal,) = judge(
        mail("机械学院研究生第一党支部.docx", sender="new@b.example"), ["机械学院研究生第二党支部"]
    )
    codes = [evidence.code for evidence in proposal.reasons]
    assert "matching.doubt.contradiction" in codes
    assert "matching.doubt.ambiguous" not in codes


@pytest.mark.parametrize(
    ("path", "title", "words"),
    [
        (
            "机械学院研究生第一党支部.docx",
            "机械学院研究生第二党支部",
            "矛盾：附件名写“机械学院研",
        ),
        ("机械学院研究生党支部.docx", "", "第几支部没有写明"),
        ("机械学院研究生第九党支部.docx", "", "名册中没有“机械学院研究生第九党支部”"),
        ("教工第一党支部.docx", "", "学院（单位）没有写明"),
        ("1.docx", "", "没有提到任何党支部"),
    ],
)
def test_a_question_says_what_is_wrong_or_missing(
    mail: MailMaker, judge: Judge, roster: Roster, path: str, title: str, words: str
) -> None:
    (proposal,) = judge(mail(path), [title])
    said = why(proposal, roster, load("zh_CN"))
    assert words in said.lines[0].text
    assert 1 <= len(said.lines) <= 3


def test_a_likely_branch_is_called_likely(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("机械学院研究生第二党支部.docx", sender="zhongping@b.example"), [""])
    assert confidence(proposal) in ("likely", "open")
    (nothing,) = judge(mail("1.docx"))
    assert confidence(nothing) == "open"


def test_hidden_characters_are_shown_and_still_marked(
    mail: MailMaker, judge: Judge, roster: Roster
) -> None:
    (proposal,) = judge(mail("机械学院\u200b研究生第三党支部.docx"))
    line = why(proposal, roster, load("zh_CN")).lines[0]
    assert line.mark is not None
    assert line.text[slice(*line.mark)] == "机械学院<U+200B>研究生第三党支部"


def test_twins_are_of_the_same_sub_committee_and_nearest_first(roster: Roster) -> None:
    assert twins("B003", roster)[0] == ("ordinal", "研究生第二党支部")
    assert twins("nobody", roster) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_doubt_and_problem_has_words(language: str) -> None:
    codes = load(language).codes
    only_shown_otherwise = {Cue.SENDER_ONCE}
    for cue in set(Cue) - only_shown_otherwise:
        assert f"matching.cue.{cue}" in codes
        assert f"matching.where.{cue}" in codes
    for doubt in Doubt:
        assert f"matching.doubt.{doubt}" in codes
    for problem in [
        "unparsed",
        "doubled",
        "twins_ordinal",
        "twins_stage",
        "twins_grade",
        "short_form_shared",
        "mailbox_shared",
        "unit_mailbox_shared",
        "address_foreign_letters",
        "address_lookalike",
        "namesake",
        "alias_is_name",
    ]:
        assert f"matching.problem.{problem}" in codes
    for apart in ("decoration", "not_ours", "several"):
        assert f"matching.apart.{apart}" in codes


def _params(language: str) -> Iterator[tuple[str, frozenset[str]]]:
    wording = load(language)
    for code in sorted(c for c in wording.codes if c.startswith("matching.")):
        message = wording._messages[code]
        texts = message.values() if isinstance(message, dict) else (message,)
        for text in texts:
            yield code, frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def test_both_languages_take_the_same_params() -> None:
    assert set(_params("zh_CN")) == set(_params("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_roster_problem_can_be_said(roster: Roster, language: str) -> None:
    wording = load(language)
    for problem in roster.problems:
        assert wording.say(f"matching.problem.{problem.code}", **problem.params)


def test_a_code_of_another_room_stands_for_itself(roster: Roster, mail: MailMaker) -> None:
    from msgspec.structs import replace

    from store.model import Evidence

    (proposal,) = Matcher(roster).match(mail("1.docx"), ())
    strange = replace(proposal, reasons=(Evidence("strange.code"),))
    assert why(strange, roster, load("zh_CN")).lines[0].text == "strange.code"


def test_a_contradiction_is_open_and_asks_no_second_question(
    mail: MailMaker, judge: Judge, roster: Roster
) -> None:
    (proposal,) = judge(
        mail("机械学院研究生第一党支部.docx", subject="机械学院研究生第三党支部材料"), [""]
    )
    codes = [reason.code for reason in proposal.reasons]
    assert codes[0] == "matching.doubt.contradiction"
    assert "matching.doubt.ambiguous" not in codes
    assert why(proposal, roster, load("zh_CN")).confidence == "待定"


def test_a_name_of_nobody_is_shown_with_the_word_that_made_it_one(
    mail: MailMaker, judge: Judge, roster: Roster
) -> None:
    (proposal,) = judge(mail("量子科学部研究生第一党支部.docx"), [""])
    assert why(proposal, roster, load("zh_CN")).lines[0].text == (
        "名册中没有“量子科学部研究生第一党支部”"
    )
