"""The import of a roster as a screen: Ctrl+R, Insert, a file, what it would change, doing it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from store.roster.stored import load_roster
from tests.store.roster.layouts import FURTHER, LAYOUTS, Layout
from tests.tui.conftest import Place, press, settle, text_of
from tests.tui.inbox.intake_mails import desk
from tui.dialogs.ask import AskYes
from tui.dialogs.pick import Pick
from tui.places.roster_import import RosterImport

__all__ = ["desk"]


def layout_named(name: str) -> Layout:
    return next(one for one in (*LAYOUTS, *FURTHER) if one.name == name)


def branches(place: Place) -> set[tuple[str, str]]:
    roster = load_roster(place.store)
    return {(roster.names[one.sub_committee_id], one.name) for one in roster.active}


@pytest.mark.parametrize(
    ("size", "language"), [((160, 40), "zh_CN"), ((120, 30), "zh_CN"), ((80, 24), "en")]
)
async def test_what_a_file_would_change_is_shown_in_full_and_then_done(
    desk: Place, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    layout = layout_named("numbered group rows with counts")
    path = layout.write(tmp_path)
    before = branches(desk)
    app = desk.dashboard(language=language)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+r", "insert")
        assert isinstance(app.screen, RosterImport)
        app.screen.query_one("#roster", Input).value = str(path)
        await press(pilot, "ctrl+s")
        seen = text_of(app)
        assert (
            "港口系教工党支部" in seen or app.screen.query_one("#import-preview").max_scroll_y > 0
        )
        assert branches(desk) == before
        await press(pilot, "pagedown", "pagedown", "pageup", "ctrl+s")
        # All other branches would withdraw: that is asked about first.
        assert isinstance(app.screen, AskYes)
        await press(pilot, "enter")
        await settle(pilot)
        assert not isinstance(app.screen, RosterImport)
    assert branches(desk) == layout.expected


async def test_an_open_question_is_asked_and_its_answer_is_kept(
    desk: Place, tmp_path: Path
) -> None:
    layout = layout_named("unknown unit head")
    app = desk.dashboard()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        for turn in range(2):
            await press(pilot, "ctrl+r", "insert")
            app.screen.query_one("#roster", Input).value = str(layout.write(tmp_path))
            await press(pilot, "ctrl+s")
            if turn == 0:
                assert isinstance(app.screen, Pick)
                await press(pilot, "enter", "ctrl+s", "enter")
                await settle(pilot)
            else:
                # What was answered is not asked again.
                assert isinstance(app.screen, RosterImport)
    assert branches(desk) == layout.expected


async def test_a_file_that_is_no_roster_is_said_and_nothing_changes(
    desk: Place, tmp_path: Path
) -> None:
    before = branches(desk)
    app = desk.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+r", "insert", "ctrl+s")
        app.screen.query_one("#roster", Input).value = str(tmp_path / "没有.xlsx")
        await press(pilot, "ctrl+s")
        assert "找不到文件" in text_of(app)
        other = tmp_path / "不是表格.xlsx"
        other.write_bytes(b"%PDF-1.7\0\0\0")
        app.screen.query_one("#roster", Input).value = str(other)
        await press(pilot, "ctrl+s")
        assert "不是能读的表格" in text_of(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, RosterImport)
    assert branches(desk) == before
