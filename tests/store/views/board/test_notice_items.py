"""Which items the notice asks for, and until when: five of them, one with a date of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec

from store.model import FileKind, Item, State
from store.views.board.dashboard import dashboard
from store.views.report import ReportScope, report_view
from store.workspace.workspace import Workspace
from tests.making import DEADLINE, auto, make_mail, make_workspace, take_in


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
