"""Where items are due on several days, no letter and no paper says that one day holds for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from store.db.acts import Act, subject
from store.db.decisions import Draft, decide
from store.model import FileKind, Item
from store.reports.content.circular import circular
from store.reports.export import report_source
from store.reports.formats.calendar import calendar_events
from store.reports.formats.listed import as_of_line
from store.text.wording import load
from store.views.report import ReportScope
from tests.mailsync.letters.desk import FINE_PLAN, LetterDesk
from tests.making import DEADLINE


@pytest.fixture
def desk(tmp_path: Path) -> LetterDesk:
    made = LetterDesk(tmp_path)
    notice = made.workspace.notice
    items = tuple(
        msgspec.structs.replace(one, deadline="05-10") if one.id is Item.VIDEO else one
        for one in notice.items
    )
    changed = msgspec.structs.replace(notice, items=items)
    made.workspace = replace(made.workspace, notice=changed)
    return made


def test_the_head_of_a_reminder_gives_each_its_day_and_what_is_left(desk: LetterDesk) -> None:
    letter = desk.plan("T-2").letters[0]
    assert (
        "创建工作方案及支撑材料的电子版请于4月14日（星期三）17:00前（还有2个工作日）、"
        "成果展示视频请于5月10日（星期一）17:00前（还有18个工作日）发送至" in letter.text
    )
    assert "距截止" not in letter.text + letter.short
    assert "电子版4月14日（星期三）17:00截止（还有2个工作日），成果展示视频5月10日" in letter.short


def test_one_that_asks_for_one_item_names_its_day_only(desk: LetterDesk) -> None:
    for branch_id in ("B1", "B2", "B3"):
        desk.deliver(branch_id, FileKind.PLAN, FINE_PLAN)
    letter = desk.plan("T-2").letters[0]
    assert "，成果展示视频请于5月10日（星期一）17:00前发送至" in letter.text
    assert "4月14日" not in letter.text


def test_what_is_overdue_was_due_on_its_own_day(desk: LetterDesk) -> None:
    desk.now = DEADLINE + timedelta(days=30)
    letter = desk.plan().letters[0]
    assert "电子版应于4月14日（星期三）17:00前、成果展示视频应于5月10日" in letter.text
    desk.now = DEADLINE + timedelta(days=2)
    letter = next(one for one in desk.plan().letters if one.kind == "overdue")
    assert "5月10日" not in letter.text


def test_who_alone_has_more_time_is_not_asked_by_a_day_that_is_over(tmp_path: Path) -> None:
    desk = LetterDesk(tmp_path)
    for days, branch_id in ((9, "B1"), (8, "B2")):
        until = (DEADLINE + timedelta(days=days)).isoformat()
        extended = Draft(Act.EXTEND, subject("branch", branch_id), {"until": until}, "住院")
        decide(desk.store, [extended], at=desk.now, who="李老师")
    desk.now = DEADLINE + timedelta(days=6)
    letter = next(one for one in desk.plan("T-7").letters if one.target.endswith("U1"))
    assert "应于4月14日（星期三）17:00前" in letter.text
    assert "同意延期的按延期后的时间报送" in letter.text
    assert "已于4月14日（星期三）17:00截止，同意延期的除外" in letter.short


def test_papers_give_each_item_its_day(desk: LetterDesk) -> None:
    for language, said in (("zh_CN", "成果展示视频2027年5月10日17:00"), ("en", "2027-05-10")):
        scope = ReportScope(DEADLINE + timedelta(days=2))
        source = report_source(desk.store, desk.workspace, scope, load(language))
        written = "".join(str(block) for block in circular(source).body)
        assert said in written
        assert said in as_of_line(source)
        assert "已过" not in written
        assert {entry.day.isoformat() for entry in calendar_events(source)} >= {
            "2027-04-14",
            "2027-05-10",
        }
