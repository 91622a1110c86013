"""Letters on what a notice has beside the six: named, dated, asked for until it is marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from mailsync.letters.kinds import asked_columns
from mailsync.letters.plan import still_due
from mailsync.letters.planning import office
from store.db.decisions import Marking
from store.decisions.marks import mark_own_item
from store.letters.standing import letters_of_plan
from store.model import FileKind
from store.notice.notice import OwnItem
from store.reports.export import report_source
from store.reports.formats.missing_list import missing_text
from store.text.wording import load
from store.views.letters.facts import letter_facts
from store.views.report import ReportScope
from tests.mailsync.letters.desk import LetterDesk
from tests.making import DEADLINE, auto, make_mail, take_in

LECTURE = OwnItem("lecture", 7, "主题微党课", "党课", "一.7", "录制一堂微党课", True, "05-20")
DUE = DEADLINE + timedelta(days=36)


@pytest.fixture
def desk(tmp_path: Path) -> LetterDesk:
    made = LetterDesk(tmp_path)
    notice = msgspec.structs.replace(made.workspace.notice, own_items=(LECTURE,))
    made.workspace = replace(made.workspace, notice=notice)
    made.complete("B1", "B2", "B3")
    return made


def test_it_is_asked_for_in_its_own_rounds_and_once_a_week_when_it_is_over(
    desk: LetterDesk,
) -> None:
    assert not desk.plan("own_item").letters
    for days, over in ((-6, False), (-2, False), (2, True), (10, True)):
        desk.now = DUE + timedelta(days=days)
        plan = desk.plan()
        assert [letter.kinds for letter in plan.letters] == [("own_item",)] * 2
        for letter in plan.letters:
            assert "主题微党课" in letter.subject
            assert "5月20日（星期四）17:00前" in letter.text
            assert ("现已超过" in letter.text) == over
            assert "报送" not in letter.text
        desk.mark_sent(plan.letters, plan.digest)
        desk.now += timedelta(hours=20)
        assert not desk.plan().letters


def test_who_is_marked_as_done_is_named_no_more(desk: LetterDesk) -> None:
    desk.now = DUE - timedelta(days=1)
    plan = desk.plan()
    asked = office(desk.workspace, desk.store, round_name="own_item").asked
    mark_own_item(
        desk.store, desk.workspace.notice, "lecture", ["B1"], done=True, day=date(2027, 5, 18),
        reason="", marking=Marking(desk.now, "王老师"),
    )  # fmt: skip
    facts = letter_facts(desk.store, desk.workspace, now=desk.now)
    entries = {
        one.letter.sub_committee_id: one for one in letters_of_plan(desk.store, plan.digest) or ()
    }
    assert still_due(entries["U1"], facts, asked) is not None
    assert still_due(entries["U2"], facts, asked) is None
    assert {letter.branch_ids for letter in desk.plan().letters} == {("B2",), ("B3",)}


def test_whose_file_of_it_waits_to_be_looked_at_is_not_asked_for_it(desk: LetterDesk) -> None:
    desk.now = DUE - timedelta(days=1)
    assert [letter.branch_ids for letter in desk.plan().letters] == [("B1", "B2"), ("B3",)]
    mail = make_mail("主题微党课", [("主题微党课.pptx", "a")], at=desk.now)
    take_in(desk.store, mail, auto("B1", FileKind.OTHER))
    assert [letter.branch_ids for letter in desk.plan("own_item").letters] == [("B2",), ("B3",)]


def test_a_branch_that_joins_within_a_round_is_named_alone(desk: LetterDesk) -> None:
    def mark(*, done: bool) -> None:
        mark_own_item(
            desk.store, desk.workspace.notice, "lecture", ["B1"], done=done,
            day=date(2027, 5, 12), reason="" if done else "登记有误",
            marking=Marking(desk.now, "王老师"),
        )  # fmt: skip

    desk.now = DUE - timedelta(days=6)
    mark(done=True)
    plan = desk.plan()
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(days=2)
    mark(done=False)
    assert [letter.branch_ids for letter in desk.plan().letters] == [("B1",)]


def test_the_list_of_what_is_missing_names_it_with_its_date_and_its_reminders(
    desk: LetterDesk,
) -> None:
    desk.now = DUE - timedelta(days=1)
    plan = desk.plan()
    desk.mark_sent(plan.letters, plan.digest)
    scope = ReportScope(desk.now, asking=asked_columns(desk.workspace.notice.own_items))
    source = report_source(desk.store, desk.workspace, scope, load("zh_CN"))
    told = "\n".join(missing_text(source))
    assert "一、其他未完成事项（3个党支部）" in told
    assert told.count("主题微党课（尚无完成记录，5-20前）（已提醒1次）") == 3


def test_a_receipt_names_a_file_of_such_an_item_by_its_title(desk: LetterDesk) -> None:
    mail = make_mail("主题微党课", [("主题微党课.pptx", "a"), ("附件1.mp4", "b")], at=desk.now)
    asked = msgspec.structs.replace(auto("B1", FileKind.VIDEO), kind_certain=False)
    take_in(desk.store, mail, auto("B1", FileKind.OTHER), asked)
    (receipt,) = (one for one in desk.plan("receipt").letters if "主题微党课.pptx" in one.text)
    assert "- 主题微党课.pptx（主题微党课）：自动化研究所教工党支部" in receipt.text
    assert "- 附件1.mp4：已收到，归属待核对" in receipt.text
    assert "其他材料" not in receipt.text
