"""What holds for every roster and mail: twins, added noise, order, spans."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mailsync.matching.names.names import read_mentions
from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from mailsync.matching.words.normal import normalise
from store.model import Attachment, Branch, Evidence, Mail, Proposal, SubCommittee, Verdict
from tests.mailsync.matching.conftest import make_mail, small_branches, small_sub_committees
from tests.mailsync.matching.generated import (
    compiled,
    generator,
    roster_parts,
    twins,
    written_mails,
)

_OPERATORS = """abbr former drop_sub drop_stage drop_ord unit_short stage_syn stage_generic
num_style kind_var trad fullwidth spaces homophone sep reorder alias pinyin"""
OPERATORS = tuple(_OPERATORS.split())
Written = tuple[Mail, list[str], list[dict[str, Any]]]


def credited(proposal: Proposal) -> str | None:
    return proposal.branch_id if proposal.verdict is Verdict.AUTO else None


@pytest.fixture(scope="module")
def world() -> Any:
    return generator().World(60, 7)


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    made = generator()
    return written_mails(made, made.World(60, 7), 7, 90, tmp_path_factory.mktemp("mails"))


@pytest.fixture(scope="module")
def matcher(world: Any) -> Matcher:
    return Matcher(compiled(world))


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("seed", [7, 8])
def test_no_operator_turns_a_twin_into_an_automatic_match_of_the_other(
    operator: str, seed: int
) -> None:
    made = generator()
    made.P.update(dict.fromkeys(made.P, 0.0) | {operator: 1.0})
    world = made.World(60, seed)
    matcher = Matcher(compiled(world))
    chance = random.Random(seed)
    pairs = 0
    for one, other in twins(world):
        mention = made.Mention(world, chance)
        text = mention.pinyin(one)[0] if operator == "pinyin" else mention.make(one)[0]
        for name in (f"{text}创新案例.docx", f"创新案例-{text}.docx"):
            for sender in ("someone@private.example", *world.subs[one.sub].emails[:1]):
                (proposal,) = matcher.match(make_mail(name, sender=sender), ())
                assert credited(proposal) in (None, one.id), (name, other.id)
                pairs += 1
    assert pairs


def _with_quote(mail: Mail, other: str) -> Mail:
    quote = (
        f'\n\n--------- 原始邮件 ---------\n发件人: "x"\n主题: {other}材料\n\n{other}的材料请补充。'
    )
    return replace(mail, body=mail.body + quote)


def _with_partner(mail: Mail, other: str) -> Mail:
    return replace(mail, body=f"我们与{other}联合开展了主题党日。\n{mail.body}")


def _with_deferred(mail: Mail, other: str) -> Mail:
    return replace(mail, body=f"{mail.body}\n{other}的材料由他们另行报送。\n")


@pytest.mark.parametrize("change", [_with_quote, _with_partner, _with_deferred])
def test_another_branch_in_passing_never_moves_a_credit(
    matcher: Matcher, mails: list[Written], world: Any, change: Any
) -> None:
    made = generator()
    for at, (mail, titles, _) in enumerate(mails):
        other = made.Mention(world, random.Random(at)).complete(world.branches[at % 60])[0]
        before = matcher.match(mail, titles)
        after = matcher.match(change(mail, other), titles)
        for was, now in zip(before, after, strict=True):
            if was.verdict is Verdict.AUTO:
                assert credited(now) in (None, was.branch_id)


def test_a_partner_in_the_document_never_moves_a_credit(
    matcher: Matcher, mails: list[Written], world: Any
) -> None:
    made = generator()
    for at, (mail, titles, _) in enumerate(mails):
        other = made.Mention(world, random.Random(at)).complete(world.branches[at % 60])[0]
        added = [f"{title}\n与{other}联合开展主题党日活动，" if title else "" for title in titles]
        for was, now in zip(matcher.match(mail, titles), matcher.match(mail, added), strict=True):
            if was.verdict is Verdict.AUTO:
                assert credited(now) in (None, was.branch_id)


def test_a_file_of_an_unlisted_branch_never_moves_a_credit(
    matcher: Matcher, mails: list[Written], world: Any
) -> None:
    name = f"{world.subs[0].college}光电研究所教工第九党支部创新案例.docx"
    for mail, titles, _ in mails:
        more = (*mail.attachments, Attachment(name, "", "", 100_000))
        before = matcher.match(mail, titles)
        *after, added = matcher.match(replace(mail, attachments=more), [*titles, ""])
        assert credited(added) is None
        for was, now in zip(before, after, strict=True):
            if was.verdict is Verdict.AUTO:
                assert credited(now) in (None, was.branch_id)


def test_more_branches_never_make_an_ambiguous_file_automatic(
    mails: list[Written], world: Any
) -> None:
    branches, subs = roster_parts(world)
    # Further numbers and other colleges; a bearer of the very name would rightly be meant.
    more = [
        replace(b, id=f"Z{at:03d}", name=b.name.replace("第一", "第十七"), aliases=(), contacts=())
        for at, b in enumerate(branches)
        if "第一" in b.name
    ]
    elsewhere = [SubCommittee("海洋科学学院党委", "海洋科学学院党委")]
    more += [
        replace(b, id=f"Y{at:03d}", sub_committee_id=elsewhere[0].id, aliases=(), contacts=())
        for at, b in enumerate(branches[:20])
        if not b.name.startswith(tuple(s.college for s in world.subs))
    ]
    few = Matcher(compile_roster(branches, subs))
    many = Matcher(compile_roster([*branches, *more], [*subs, *elsewhere]))
    for mail, titles, _ in mails:
        before, after = few.match(mail, titles), many.match(mail, titles)
        for was, now in zip(before, after, strict=True):
            if any(e.code == "matching.doubt.ambiguous" for e in was.reasons):
                assert credited(now) is None


def test_the_order_of_the_roster_and_a_second_run_change_nothing(
    mails: list[Written], world: Any
) -> None:
    branches, subs = roster_parts(world)
    first = Matcher(compile_roster(branches, subs))
    random.Random(3).shuffle(branches)
    random.Random(4).shuffle(subs)
    second = Matcher(compile_roster(branches, subs))
    for mail, titles, _ in mails:
        proposals = first.match(mail, titles)
        assert proposals == first.match(mail, titles)
        assert proposals == second.match(mail, titles)


def _evidence(proposals: Sequence[Proposal]) -> Iterator[tuple[int, Evidence]]:
    for at, proposal in enumerate(proposals):
        for evidence in proposal.reasons:
            yield at, evidence
        for candidate in proposal.candidates:
            for evidence in (*candidate.evidence, *candidate.against):
                yield at, evidence


def _original(mail: Mail, titles: Sequence[str], at: int, place: object) -> str:
    return {
        "path": mail.attachments[at].path,
        "title": titles[at],
        "subject": mail.subject,
        "body": mail.body,
        "sender_name": mail.sender.name,
    }[str(place)]


def test_every_span_points_at_the_original_words(matcher: Matcher, mails: list[Written]) -> None:
    pointed = 0
    for mail, titles, _ in mails:
        for at, evidence in _evidence(matcher.match(mail, titles)):
            text = evidence.params.get("text")
            place = evidence.params.get("source")
            if not text or place in ("other_file", "sender_address"):
                continue
            start, end = evidence.params["start"], evidence.params["end"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert _original(mail, titles, at, place)[start:end] == text
            pointed += 1
    assert pointed > 500


_WORDS = """机械学院 理学院 材料 研究生 学生 教工 第一 第二 Ⅲ ③ （二）
党支部 支部 党支 特色 与 联合 原 现
车辆工程系 2019级 - _ 。 ， ： （ ） “ ” 知行讲堂 各 3个 不含 稍后 代 党 支 部 jixie dzb"""
PIECES = st.lists(
    st.sampled_from((*_WORDS.split(), "\n", " ", "\u200b")) | st.text(max_size=4), max_size=14
).map("".join)
_ROSTER = compile_roster(small_branches(), small_sub_committees())


@given(PIECES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_normalised_with_spans_that_hold(text: str) -> None:
    normal = normalise(text)
    for start in range(len(normal.text)):
        begin, stop = normal.span(start, start + 1)
        assert 0 <= begin < stop <= len(text)
    if normal.text:
        assert normal.span(0, len(normal.text))[1] <= len(text)


@given(PIECES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_overlapping_names(text: str) -> None:
    normal = normalise(text)
    end = 0
    for mention in read_mentions(_ROSTER, normal.text):
        assert end <= mention.start < mention.end <= len(normal.text)
        end = mention.end


@given(PIECES, PIECES, PIECES, PIECES, st.sampled_from(["zhongping@b.example", "x@y.example", ""]))
@settings(max_examples=200, deadline=None)
def test_any_mail_gets_one_proposal_a_file_and_a_credit_only_of_the_roster(
    name: str, title: str, subject: str, body: str, sender: str
) -> None:
    mail = make_mail(name, f"a.zip/{name}/x.pdf", subject=subject, body=body, sender=sender)
    proposals = Matcher(_ROSTER).match(mail, [title])
    assert len(proposals) == 2
    for proposal in proposals:
        assert len(proposal.candidates) <= 5
        if proposal.verdict is not Verdict.AUTO:
            assert proposal.branch_id is None
        elif proposal.branch_id is not None:
            assert proposal.branch_id == proposal.candidates[0].branch_id


def test_a_roster_of_one_branch_is_not_credited_with_everything(
    mails: list[Written], world: Any
) -> None:
    branches, subs = roster_parts(world)
    alone = Matcher(compile_roster([replace(branches[0], contacts=())], subs[:1]))
    for mail, titles, labels in mails:
        for proposal, label in zip(alone.match(mail, titles), labels, strict=True):
            assert credited(proposal) in (None, label["branch_id"]), mail.attachments


def test_branches_without_ids_in_order_are_ordered_by_id() -> None:
    branches = [Branch("B2", "s", "第二党支部"), Branch("B1", "s", "第一党支部")]
    assert [b.id for b in compile_roster(branches, ()).branches] == ["B1", "B2"]


def test_written_mails_are_found(mails: list[Written], tmp_path: Path) -> None:
    assert tmp_path.is_dir()
    assert sum(len(titles) for _, titles, _ in mails) > 200
