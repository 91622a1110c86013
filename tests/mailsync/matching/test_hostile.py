"""Mails and rosters that nobody should send: answered in bounded time, nothing lost."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import Roster, compile_roster
from store.model import Branch, Link, SubCommittee, Verdict
from tests.mailsync.matching.conftest import make_mail


def within(seconds: float, roster: Roster, *paths: str, **fields: str) -> int:
    """Match a mail, hold it to a time on this core, and count the proposals."""
    mail = make_mail(*paths, **fields)  # type: ignore[arg-type]  # all its fields but one are texts
    began = time.process_time()
    proposals = Matcher(roster).match(mail, ["研究生第一党支部"] * len(paths))
    assert time.process_time() - began < seconds
    return len(proposals)


def test_two_thousand_attachments_are_each_answered(roster: Roster) -> None:
    paths = [f"a.zip/{at % 50}/{at}机械学院研究生第{at % 9}党支部.docx" for at in range(2000)]
    assert within(12, roster, *paths) == 2000


def test_two_thousand_files_without_a_name_are_each_answered(roster: Roster) -> None:
    paths = [f"{at}.mp4" for at in range(2000)]
    assert within(12, roster, *paths, subject="机械学院研究生第一党支部") == 2000


@pytest.mark.parametrize(
    "piece",
    [
        "字",
        "机械学院研究生第一党支部",
        "支部",
        " ",
        "\n",
        "（",
        "第",
        "十",
        "> ",
        "a",
        "\u200b",
        "ﷺ",
        "在写道：",
    ],
)
def test_a_body_of_ten_megabytes_costs_no_more_than_a_letter(roster: Roster, piece: str) -> None:
    assert within(3, roster, "1.docx", body=piece * (10_000_000 // len(piece))) == 1


@pytest.mark.parametrize(
    "piece", ["支部", "研", "机 械 ", "机械学院", "(", "十", "_", "dzb", "一二三"]
)
def test_a_name_or_subject_of_any_length_is_answered(roster: Roster, piece: str) -> None:
    long = piece * 20_000
    assert within(3, roster, f"{long}.docx", subject=long, sender_name=long) == 1


def test_a_path_of_a_thousand_folders_is_answered(roster: Roster) -> None:
    assert within(3, roster, "研究生第一党支部/" * 1000 + "x.docx") == 1


def test_an_empty_name_is_answered(roster: Roster) -> None:
    assert within(1, roster, "", "/", ".docx", "a.zip/") == 4


def test_the_statement_before_a_huge_rest_still_counts(roster: Roster) -> None:
    mail = make_mail("1.docx", body="附件为机械学院研究生第一党支部的材料。\n" + "字" * 1_000_000)
    (proposal,) = Matcher(roster).match(mail, ())
    assert (proposal.verdict, proposal.branch_id) == (Verdict.AUTO, "B001")


def test_a_roster_of_odd_names_is_compiled() -> None:
    odd = (
        "",
        "党支部",
        "支部" * 50,
        "第" * 40 + "党支部",
        "\n",
        "A" * 300,
        "（）党支部",
        "级党支部",
    )
    branches = [Branch(f"B{at}", "s", name, (name,)) for at, name in enumerate(odd)]
    roster = compile_roster(branches, (SubCommittee("s", "", ("", "党委")),))
    assert len(roster.branches) == len(odd)
    assert len(Matcher(roster).match(make_mail("党支部.docx", "第党支部.docx"), ())) == 2


def test_links_are_answered_after_the_attachments(roster: Roster) -> None:
    link = Link("https://mail.163.com/x", "mail.163.com", "机械学院研究生第三党支部视频.mp4")
    mail = make_mail("机械学院研究生第三党支部方案.docx")
    proposals = Matcher(roster).match(replace(mail, links=(link,)), ())
    assert [(p.branch_id, str(p.kind)) for p in proposals] == [("B003", "plan"), ("B003", "video")]


def test_a_mail_without_files_has_no_proposals(roster: Roster) -> None:
    assert Matcher(roster).match(make_mail(), ()) == ()
