"""Which items the notice asks for, and until when: five, seven, one with a date of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from store.db.decisions import Marking, undo
from store.decisions.marks import dated_items, mark_own_item, set_due
from store.errors import UsageError
from store.model import FileKind, Item, Problem, State
from store.notice.notice import OwnItem
from store.reports.export import columns_of, report_source, write_report
from store.reports.reports import REPORTS
from store.text.wording import load
from store.views.board.dashboard import dashboard
from store.views.board.history import HistoryFilter, all_history
from store.views.board.types import Detail
from store.views.report import ReportScope, report_view
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import BRANCHES, DEADLINE, NOW, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH
LATE = DEADLINE + timedelta(days=2)


def _with(workspace: Workspace, **items: dict[str, object] | None) -> Workspace:
    """The workspace with some entries of its notice changed; None leaves an item out."""
    notice = workspace.notice
    changed = []
    for entry in notice.items:
        change = items.get(entry.id.value, {})
        if change is not None:
            changed.append(msgspec.structs.replace(entry, **change))
    return replace(workspace, notice=msgspec.structs.replace(notice, items=tuple(changed)))


def test_an_item_that_the_notice_leaves_out_is_nowhere_owed(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    five = _with(workspace, volume=None)
    view = dashboard(store, five, now=DEADLINE)
    assert [one.item for one in view.progress] == [one for one in Item if one is not Item.VOLUME]
    assert {row.cell("volume").state for row in view.rows} == {State.ABSENT}
    report = report_view(store, five, ReportScope(DEADLINE))
    assert "volume" not in report.columns
    without_sharing = _with(workspace, sharing=None)
    row = dashboard(store, without_sharing, now=DEADLINE).rows[0]
    assert (row.cell("sharing").state, row.cell("eval_form").state) == (State.ABSENT, State.ABSENT)
    store.close()


def test_a_video_that_is_due_later_is_late_only_then(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    later = _with(workspace, video={"deadline": "04-20"})
    at = DEADLINE + timedelta(days=2)
    take_in(store, make_mail("v", [("v.mp4", "v")], at=at), auto("B1", FileKind.VIDEO))
    rows = {row.branch.id: row for row in dashboard(store, later, now=at).rows}
    assert not rows["B1"].cell("video").late
    assert not rows["B2"].cell("video").late
    assert rows["B2"].cell("plan").late
    after = {row.branch.id: row for row in dashboard(store, later, now=at + timedelta(days=5)).rows}
    assert after["B2"].cell("video").late
    store.close()


def test_a_locked_archive_is_late_by_the_date_of_the_item_that_may_be_in_it(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    later = _with(workspace, video={"deadline": "04-20"})
    at = DEADLINE + timedelta(days=2)
    mail = make_mail("locked", [("材料.zip", "zip")], at=at)
    locked = Problem("archive.encrypted", {"name": "材料.zip"})
    take_in(store, msgspec.structs.replace(mail, problems=(locked,)), auto("B1", FileKind.SUPPORT))
    (row,) = (r for r in dashboard(store, later, now=at).rows if r.branch.id == "B1")
    cells = {name: row.cell(name) for name in ("plan", "video")}
    assert {cell.state for cell in cells.values()} == {State.FAULT}
    assert (cells["plan"].late, cells["video"].late) == (True, False)
    (row,) = (
        r
        for r in dashboard(store, _with(later, plan={"due": False}), now=at).rows
        if r.branch.id == "B1"
    )
    assert not row.cell("plan").late
    store.close()


def test_a_report_says_late_by_the_date_of_the_item(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    later = _with(workspace, video={"deadline": "04-20"})
    at = DEADLINE + timedelta(days=2)
    mail = make_mail("v", [("v.mp4", "v"), ("p.docx", "p")], at=at)
    take_in(store, mail, auto("B1", FileKind.VIDEO), auto("B1", FileKind.PLAN))
    files = report_view(store, later, ReportScope(at)).files
    assert {one.kind: one.late for one in files} == {FileKind.VIDEO: False, FileKind.PLAN: True}
    store.close()


def test_a_plan_without_a_date_is_never_late(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    free = _with(workspace, plan={"due": False})
    row = dashboard(store, free, now=DEADLINE + timedelta(days=9)).rows[0]
    assert (row.cell("plan").state, row.cell("plan").late) == (State.OPEN, False)
    store.close()


def test_a_session_that_the_notice_dates_is_missing_after_its_day(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    dated = _with(workspace, sharing={"due": True, "deadline": "05-20"})
    before = dashboard(store, dated, now=DEADLINE).rows[0]
    after = dashboard(store, dated, now=DEADLINE + timedelta(days=40)).rows[0]
    assert (before.cell("sharing").state, before.cell("sharing").late) == (State.OPEN, False)
    assert (after.cell("sharing").state, after.cell("sharing").late) == (State.MISSING, True)
    store.close()


SEVENTH = OwnItem("own_7", 7, "主题党日{活动}", "党日", "一.7", "开展一次主题党日", due=True)


def _with_seventh(workspace: Workspace, item: OwnItem = SEVENTH) -> Workspace:
    notice = msgspec.structs.replace(workspace.notice, own_items=(item,))
    return replace(workspace, notice=notice)


def test_a_seventh_item_is_done_where_a_person_marked_it(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    seven = _with_seventh(workspace)
    by = Marking(NOW, "zhang")
    day = NOW.date()
    batch = mark_own_item(
        store, seven.notice, "own_7", ["B1"], done=True, day=day, reason="", marking=by
    )
    before = dashboard(store, seven, now=NOW)
    states = {row.branch.id: row.cell("own_7").state for row in before.rows}
    assert states == {"B1": State.DONE, "B2": State.OPEN, "B3": State.OPEN}
    last = before.progress[-1]
    assert (last.item, last.done, last.total) == ("own_7", 1, 3)
    assert [(one.item, one.until) for one in before.dues] == [("own_7", DEADLINE)]
    after = {row.branch.id: row.cell("own_7") for row in dashboard(store, seven, now=LATE).rows}
    assert (after["B1"].state, after["B2"].state, after["B2"].late) == ("done", "missing", True)
    mark_own_item(store, seven.notice, "own_7", ["B1"], done=False, day=day, reason="", marking=by)
    assert dashboard(store, seven, now=NOW).progress[-1].done == 0
    undo(store, batch, at=NOW, who="zhang")
    history = all_history(store, HistoryFilter(branch_id="B1"), dates=seven.notice.dates)
    assert [line.act for line in history] == ["undo.own_item", "own_item", "own_item"]
    assert {line.about for line in history} == {BRANCHES[0].name}
    store.close()


def test_a_file_of_a_seventh_item_waits_to_be_looked_at_and_is_never_late(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    seven = _with_seventh(workspace)
    name = "主题 党日{活动}.pptx"
    take_in(store, make_mail("a", [(name, "a")], at=NOW), auto("B1", FileKind.OTHER))
    take_in(store, make_mail("b", [(name, "b")], at=NOW), auto("B2", FileKind.SUPPORT))
    cells = {row.branch.id: row.cell("own_7") for row in dashboard(store, seven, now=LATE).rows}
    assert (cells["B1"].state, cells["B1"].late) == (State.REVIEW, False)
    assert cells["B1"].detail == Detail("cell.waiting", {"n": 1})
    assert (cells["B2"].state, cells["B2"].late) == (State.MISSING, True)
    by = Marking(NOW, "zhang")
    mark_own_item(
        store, seven.notice, "own_7", ["B1"], done=True, day=NOW.date(), reason="", marking=by
    )
    assert dashboard(store, seven, now=LATE).rows[0].cell("own_7").state is State.DONE
    store.close()


def test_a_seventh_item_takes_a_date_of_staff(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    seven = _with_seventh(workspace, msgspec.structs.replace(SEVENTH, due=False))
    assert dashboard(store, seven, now=NOW).dues == ()
    by = Marking(NOW, "zhang")
    dated = dated_items(seven.notice)
    set_due(store, "own_7", DEADLINE, reason="", marking=by, dated=dated)
    assert [one.item for one in dashboard(store, seven, now=NOW).dues] == ["own_7"]
    with pytest.raises(UsageError):
        set_due(store, "own_7", DEADLINE, reason="", marking=by)
    with pytest.raises(UsageError):
        mark_own_item(
            store, workspace.notice, "own_7", ["B1"], done=True, day=NOW.date(), reason="",
            marking=by,
        )  # fmt: skip
    store.close()


def test_a_day_of_its_own_of_the_video_is_counted_down_too(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    dated = _with(workspace, video={"deadline": "05-10"})
    view = dashboard(store, dated, now=LATE)
    (due,) = view.dues
    assert (due.item, f"{due.until:%m-%d %H:%M}", due.countdown.phase) == (
        "video",
        "05-10 17:00",
        "calm",
    )
    video, plan = (view.rows[0].cell(item) for item in (Item.VIDEO, Item.PLAN))
    assert (video.late, plan.late) == (False, True)
    assert video.detail == Detail("cell.until", {"day": "5-10"})
    assert plan.detail is None
    store.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("left_out", [*Item, None])
def test_every_report_is_written_of_five_items_or_seven(
    tmp_path: Path, left_out: Item | None, language: str
) -> None:
    workspace, store = make_workspace(tmp_path)
    other = _with(workspace, **{left_out: None}) if left_out else _with_seventh(workspace)
    mail = make_mail("v", [("v.mp4", "v"), ("p.docx", "p")], at=NOW)
    take_in(store, mail, auto("B1", FileKind.VIDEO), auto("B1", FileKind.PLAN))
    source = report_source(store, other, ReportScope(LATE), load(language))
    for name, report in REPORTS.items():
        if name not in ("statement", "archive"):
            file = tmp_path / f"{name}{report.suffixes[0]}"
            write_report(source, store, name, file)
            assert file.stat().st_size
    shown = (tmp_path / "md.md").read_text(encoding="utf-8")
    if left_out is None:
        assert "主题党日{活动}" in shown
        assert columns_of("7", other, load(language)) == ("own_7",)
    else:
        assert workspace.notice.item(left_out).title not in shown
        with pytest.raises(UsageError):
            columns_of(str(left_out), other, load(language))
    store.close()
