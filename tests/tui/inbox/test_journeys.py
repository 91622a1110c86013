"""What people see on the way through 收件, as pictures."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.db.acts import Act
from store.db.decisions import Draft, decide
from store.model import Link
from tests.making import NOW
from tests.tui.board.test_journeys import NARROW, WIDE, Compare
from tests.tui.conftest import Place, after
from tests.tui.inbox.intake_mails import desk, give

__all__ = ["desk"]
QUOTED = """组织部老师：

您好！我院研究生第三党支部的六个一材料已经整理好，研究生第五党支部的视频稍后单独发送。
请查收，谢谢！

东方学院 周老师

------原始邮件------
发件人：组织部
主题：关于报送材料的提醒
请研究生第二党支部尽快报送。
"""


def folder_of_two(made: Place) -> None:
    """A mail whose archive has a folder for each branch, and its sub-committee's words."""
    give(
        made,
        "东方学院研究生支部材料",
        "东方学院材料.zip/研究生第三党支部/工作方案.docx",
        "东方学院材料.zip/研究生第三党支部/成果展示视频.mp4",
        "东方学院材料.zip/另一个支部/工作方案.docx",
        "东方学院材料.zip/另一个支部/成果展示视频.mp4",
        "关于更新的说明.docx",
        sender="dongfang@neu.example",
        sender_name="周老师",
        body=QUOTED,
        links=[
            Link(
                "https://mail.163.example/large/7",
                "mail.163.example",
                "研究生第三党支部成果视频（高清）.mp4",
                314_000_000,
                NOW + timedelta(days=6),
            )
        ],
    )


def a_contradiction(made: Place) -> None:
    """The name says one branch, the subject its twin."""
    give(
        made,
        "东方学院研究生第二党支部材料",
        "东方学院研究生第三党支部-工作方案[bold].docx",
        sender="zhou@private.example",
        sender_name="周 [red]老师[/red]",
        body="附件请查收。",
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_mail_of_a_sub_committee_waits_in_the_inbox(
    desk: Place, snap_compare: Compare, size: tuple[int, int], language: str
) -> None:
    folder_of_two(desk)
    app = desk.dashboard(language=language)
    assert snap_compare(app, terminal_size=size, run_before=after("f3"))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_contradiction_names_both_places(
    desk: Place, snap_compare: Compare, size: tuple[int, int]
) -> None:
    a_contradiction(desk)
    assert snap_compare(desk.dashboard(), terminal_size=size, run_before=after("f3"))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_folder_is_bound_and_the_next_question_is_ready(
    desk: Place, snap_compare: Compare, size: tuple[int, int]
) -> None:
    folder_of_two(desk)
    run = after("f3", "up", "4")
    assert snap_compare(desk.dashboard(), terminal_size=size, run_before=run)


def test_letters_narrow_the_branches(desk: Place, snap_compare: Compare) -> None:
    folder_of_two(desk)
    run = after("f3", *"zdh")
    assert snap_compare(desk.dashboard(), terminal_size=NARROW, run_before=run)


def test_a_kind_is_picked_from_a_list(desk: Place, snap_compare: Compare) -> None:
    folder_of_two(desk)
    run = after("f3", "ctrl+k")
    assert snap_compare(desk.dashboard(), terminal_size=NARROW, run_before=run)


def test_not_ours_may_be_remembered(desk: Place, snap_compare: Compare) -> None:
    give(desk, "办公用品报价", "报价单.pdf", sender="shop@private.example")
    run = after("f3", "ctrl+x")
    assert snap_compare(desk.dashboard(), terminal_size=NARROW, run_before=run)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_list_of_mails_shows_the_order_of_work(
    desk: Place, snap_compare: Compare, language: str
) -> None:
    folder_of_two(desk)
    a_contradiction(desk)
    give(desk, "缺序号", "东方学院研究生党支部 方案.docx")
    give(desk, "去年的材料", "东方学院研究生第一党支部 工作方案.docx", at=NOW - timedelta(days=80))
    app = desk.dashboard(language=language)
    assert snap_compare(app, terminal_size=NARROW, run_before=after("f3", "ctrl+l"))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_an_empty_inbox_says_so(desk: Place, snap_compare: Compare, language: str) -> None:
    app = desk.dashboard(language=language)
    assert snap_compare(app, terminal_size=NARROW, run_before=after("f3"))


def test_quoted_mail_is_unfolded(desk: Place, snap_compare: Compare) -> None:
    folder_of_two(desk)
    run = after("f3", "ctrl+u")
    assert snap_compare(desk.dashboard(), terminal_size=WIDE, run_before=run)


def test_what_a_colleague_decided_is_on_the_file(desk: Place, snap_compare: Compare) -> None:
    folder_of_two(desk)
    decide(
        desk.store,
        [Draft(Act.CREDIT, "file:5", {"branch_ids": ["E06"], "kind": "support"})],
        at=NOW,
        who="王老师",
    )
    run = after("f3", "end", "up")
    assert snap_compare(desk.dashboard(), terminal_size=WIDE, run_before=run)
