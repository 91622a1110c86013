"""The screen of reports: choose, look at the first page, write, stop, sign; and its statistics."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from store.db.database import open_store
from store.keeping.freeze import freeze
from store.keeping.signing import sign_offs
from tests.making import DEADLINE
from tests.tui.conftest import Place, after, settle, text_of
from tui.app.app import Dashboard
from tui.reports.screen import ReportsPlace
from tui.widgets.row_list import RowList

WIDE, NARROW = (160, 40), (80, 24)
AFTER = DEADLINE + timedelta(hours=2)


def reports_of(app: Dashboard) -> ReportsPlace:
    assert isinstance(app.screen, ReportsPlace)
    return app.screen


async def choose(pilot: Pilot[None], key: str) -> None:
    assert isinstance(pilot.app, Dashboard)
    reports_of(pilot.app).query_one("#kinds", RowList).go_to(key)
    await settle(pilot)


async def answer(pilot: Pilot[None], text: str) -> None:
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await settle(pilot)


@pytest.fixture
def in_folder(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Reports go to a folder whose path is the same in every run."""
    monkeypatch.chdir(tmp_path)
    return place


def to_here(then: Callable[[Pilot[None]], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        await after("f9")(pilot)
        assert isinstance(pilot.app, Dashboard)
        reports_of(pilot.app).with_folder(Path("out"))
        await then(pilot)

    return run


async def test_enter_writes_the_report_and_says_where(in_folder: Place, tmp_path: Path) -> None:
    app = in_folder.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await to_here(after("enter"))(pilot)
        target = tmp_path / "out" / "情况通报_20270410-1700.docx"
        assert target.stat().st_size > 10_000
        assert f"已写出 out/{target.name}" in text_of(app)
        await after("ctrl+c")(pilot)
        assert app.clipboard == f"out/{target.name}"


async def test_a_digit_goes_to_the_report_that_bears_it(in_folder: Place) -> None:
    app = in_folder.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await to_here(after("5"))(pilot)
        assert reports_of(app).chosen == ("calls", ".docx")
        assert "5 电话催办单" in text_of(app)
        await after("9")(pilot)
        assert reports_of(app).chosen == ("calls", ".docx")


async def test_every_row_of_the_list_can_be_written(in_folder: Place, tmp_path: Path) -> None:
    app = in_folder.dashboard(clock=lambda: AFTER)
    with contextlib.closing(open_store(in_folder.workspace.database)) as store:
        for name in ("first", "second", "film", "photos", "long", "q"):
            in_folder.workspace.blobs.put([name.encode()])
        freeze(store, in_folder.workspace, AFTER)
    async with app.run_test(size=NARROW) as pilot:
        await to_here(after())(pilot)
        kinds = reports_of(app).query_one("#kinds", RowList)
        keys = [row.key for row in kinds._rows if row.key is not None]
        assert len(keys) == 19
        for key in keys:
            await choose(pilot, key)
            await after("enter")(pilot)
            assert "写" in text_of(app)
    written = {path.name.partition("_")[0] + path.suffix for path in (tmp_path / "out").iterdir()}
    assert written == {
        "情况通报.docx",
        "情况通报.html",
        "情况通报.md",
        "分党委一页通.html",
        "分党委一页通",
        "日程.ics",
        "六个一台账.xlsx",
        "六个一台账.csv",
        "六个一台账.json",
        "未报齐名单.xlsx",
        "未报齐名单.docx",
        "未报齐名单.txt",
        "电话催办单.docx",
        "电话催办单.xlsx",
        "截止台账.docx",
        "截止台账.xlsx",
        "截止台账.txt",
        "归档",
        "归档.zip",
    }


async def test_unit_moment_items_and_language_are_the_reports_own(
    in_folder: Place, tmp_path: Path
) -> None:
    app = in_folder.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await to_here(after("ctrl+l", "down", "down", "enter"))(pilot)
        await after("ctrl+k", "1")(pilot)
        await answer(pilot, "2027-04-09")
        await after("ctrl+k", "2")(pilot)
        await answer(pilot, "1,2")
        await after("ctrl+k", "3")(pilot)
        shown = text_of(app)
        assert "机械工程与自动化学院党委" in shown
        assert "2027-04-09 17:00" in shown
        assert "Progress report" in shown
        await choose(pilot, "json/.json")
        await after("enter")(pilot)
    (written,) = (tmp_path / "out").glob("*.json")
    facts = json.loads(written.read_text(encoding="utf-8"))
    assert {branch["id"] for branch in facts["branches"]} == {"B4", "B5", "B6"}
    assert facts["columns"] == ["plan", "video"]
    assert facts["as_of"] == "2027-04-09T17:00:00+08:00"


async def test_what_cannot_be_read_is_told_and_changes_nothing(in_folder: Place) -> None:
    app = in_folder.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await to_here(after("ctrl+k", "1"))(pilot)
        await answer(pilot, "某天")
        assert "某天" in text_of(app)
        assert reports_of(app).wish.as_of is None
        await after("ctrl+k", "2")(pilot)
        await answer(pilot, "9")
        assert "没有项目“9”" in text_of(app)
        assert reports_of(app).wish.columns == ()


async def test_a_folder_that_cannot_be_made_is_told(in_folder: Place, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    app = in_folder.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await to_here(after("enter"))(pilot)
        assert "写不进 " in text_of(app)
        assert "out：这不是文件夹" in text_of(app)
        await after("enter")(pilot)
        assert "写不进 " in text_of(app)
        assert "out：这不是文件夹" in text_of(app)


async def test_the_statement_waits_for_the_deadline_and_is_then_signed(in_folder: Place) -> None:
    app = in_folder.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await to_here(after())(pilot)
        await choose(pilot, "statement/.docx")
        assert "截止台账还没有到时候：2027年4月14日17:00报送期限过后" in text_of(app)
        await after("ctrl+y")(pilot)
        assert "截止台账还没有到时候" in text_of(app)
    with contextlib.closing(open_store(in_folder.workspace.database)) as store:
        freeze(store, in_folder.workspace, AFTER)
    app = in_folder.dashboard(clock=lambda: AFTER)
    async with app.run_test(size=WIDE) as pilot:
        await to_here(after())(pilot)
        await choose(pilot, "statement/.docx")
        await after("ctrl+y")(pilot)
        await answer(pilot, "张三")
        assert "张三已签认截止台账" in text_of(app)
        await choose(pilot, "statement/.xlsx")
        assert "张三于2027年4月14日" in text_of(app)
        await after("ctrl+z")(pilot)
    with contextlib.closing(open_store(in_folder.workspace.database)) as store:
        assert sign_offs(store, in_folder.workspace) == ()


async def test_escape_stops_an_archive_and_the_next_one_goes_on(
    in_folder: Place, tmp_path: Path
) -> None:
    for name in ("first", "second", "film", "photos", "long"):
        in_folder.workspace.blobs.put([name.encode()])
    app = in_folder.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await to_here(after())(pilot)
        await choose(pilot, "archive/")
        place = reports_of(app)
        place.action_write()
        place.let_go()
        await settle(pilot)
        stopped = text_of(app)
        assert "归档已停止" in stopped or "归档在 out/归档" in stopped
        await after("enter")(pilot)
        assert "归档在 out/归档" in text_of(app)
    assert len(list((tmp_path / "out" / "归档").rglob("*.docx"))) == 4
