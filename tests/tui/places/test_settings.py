"""The settings on the screen: what they mean, changed at once, kept in the file with comments."""

from __future__ import annotations

import tomllib

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from store.db.decisions import Marking
from store.text.wording import LANGUAGES, load
from store.workspace.settings import setting_keys
from store.workspace.workspace import open_workspace
from tests.tui.conftest import Place, press, settle, text_of
from tui.app.app import Dashboard
from tui.base.inks import LIGHT
from tui.places.setting_words import shown_keys
from tui.places.settings import SettingsPlace
from tui.widgets.lines_below import Said
from tui.widgets.row_list import RowList


async def open_settings(pilot: Pilot[None]) -> Dashboard:
    app = pilot.app
    assert isinstance(app, Dashboard)
    await settle(pilot)
    app.action_go("settings")
    await settle(pilot)
    return app


def go_to(app: Dashboard, key: str) -> None:
    app.place.query_one("#settings", RowList).go_to(key)


async def test_a_setting_is_changed_at_once_and_its_comment_stays(place: Place) -> None:
    toml = place.workspace.toml
    toml.write_text("# 自己的说明\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    app = place.dashboard()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_settings(pilot)
        go_to(app, "sync_minutes")
        await press(pilot, "enter")
        app.screen.query_one(Input).value = "10"
        await press(pilot, "enter")
        assert "已保存：同步间隔（分钟），10" in app.place.said.text
        assert isinstance(app.place, SettingsPlace)
        assert app.place.query_one("#settings", RowList).current == "sync_minutes"
        assert app.desk.workspace.settings.sync_minutes == 10
    text = toml.read_text(encoding="utf-8")
    assert text.startswith("# 自己的说明")
    assert load("zh_CN").say("settings.comment.sync_minutes") in text
    assert tomllib.loads(text)["sync_minutes"] == 10


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("sync_minutes", "0", "不能小于 1。"),
        ("sync_minutes", "常常", "请填整数"),
        ("deadline", "春天", "春天"),
        ("window_start", "2027-05-01", "收件起始日（2027-05-01）晚于截止日"),
        ("mail.host", "", "不能留空"),
        ("mail.port", "99999", "不能大于 65535。"),
        ("letters.rounds", "T-7, 下周", "下周"),
    ],
)
async def test_what_cannot_be_set_is_told_at_the_field_and_the_file_stays(
    place: Place, key: str, typed: str, said: str
) -> None:
    before = place.workspace.toml.read_bytes()
    app = place.dashboard()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_settings(pilot)
        go_to(app, key)
        await press(pilot, "enter")
        app.screen.query_one(Input).value = typed
        await press(pilot, "enter")
        field = app.screen.query_one(Input)
        told = app.screen.query_one(Said).text
        assert said in told
        # Nothing of the file is named, and what was typed stays to be corrected.
        assert "toml" not in told
        assert key not in told
        assert (field.value, field.has_focus) == (typed, True)
    assert place.workspace.toml.read_bytes() == before


async def test_the_language_changes_without_a_restart_and_back(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_settings(pilot)
        go_to(app, "language")
        await press(pilot, "enter", "2")
        assert "Saved: Language, English." in app.place.said.text
        assert "Minutes between syncs" in text_of(app)
        await press(pilot, "f2")
        assert "Branch" in text_of(app)
        assert app.board.matrix.current is not None
        app.action_go("settings")
        await settle(pilot)
        go_to(app, "language")
        await press(pilot, "enter", "1")
        assert "已保存：语言，中文。" in app.place.said.text
        await press(pilot, "f2")
        assert "党支部" in text_of(app)
    assert open_workspace(place.workspace.folder).settings.language == "zh_CN"


async def test_the_board_goes_on_reading_after_a_change(place: Place) -> None:
    from store.items.sessions import receive_forms
    from tests.making import NOW

    app = place.dashboard()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_settings(pilot)
        go_to(app, "theme")
        await press(pilot, "enter", "2")
        assert app.theme == LIGHT
        await press(pilot, "f2")
        receive_forms(
            place.store,
            ["branch:B7"],
            on_paper=True,
            day=NOW.date(),
            marking=Marking(NOW, "王老师"),
        )
        app.poll()
        await settle(pilot)
        assert app.board.view is not None
        assert app.board.view.rows[-1].cell("eval_form").state == "done"


async def test_the_scope_narrows_the_board(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_settings(pilot)
        go_to(app, "scope")
        await press(pilot, "enter", "4")
        await press(pilot, "f2")
        assert app.board.view is not None
        assert [row.branch.id for row in app.board.view.rows] == ["B7"]
        app.action_go("settings")
        await settle(pilot)
        go_to(app, "scope")
        await press(pilot, "delete", "f2")
        assert app.board.view is not None
        assert len(app.board.view.rows) == 7


async def test_a_mailbox_out_of_reach_is_told_in_words(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_settings(pilot)
        await press(pilot, "ctrl+k", "1")
        assert app.place.said.text.startswith("连不上邮箱服务器 127.0.0.1:9")


async def test_a_broken_file_is_told_and_left_alone(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_settings(pilot)
        place.workspace.toml.write_text("notice = [", encoding="utf-8")
        go_to(app, "theme")
        await press(pilot, "enter", "2")
        assert "sixones.toml" in app.place.said.text
    assert place.workspace.toml.read_text(encoding="utf-8") == "notice = ["


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_a_name_and_stands_once(language: str) -> None:
    wording = load(language)
    keys = shown_keys()
    assert sorted(keys) == sorted(
        set(setting_keys()) - {"demo", "store.database", "store.contents"}
    )
    assert [key for key in keys if not wording.has(f"settings.name.{key}")] == []
