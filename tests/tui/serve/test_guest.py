"""Somebody of a sub-committee in the browser: every place, entry, key and command of the
department gives them nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from store.db.acts import Act
from store.db.database import open_store
from store.db.decisions import Draft, decide
from store.errors import StoreError
from store.starting.guest import GUEST
from store.workspace.workspace import change_setting
from tests.making import NOW
from tests.tui.board_pilot import opened
from tests.tui.conftest import Place, settle
from tests.tui.grids import NARROW, WIDE, text_of
from tui.base.actions import EVERYWHERE, HAND_ON
from tui.base.keys import VERBS
from tui.cli import COMMANDS, main
from tui.places.place import Place as Screen
from tui.places.registry import OVERVIEW, PLACES

OWN = "机械工程与自动化学院党委"
FOREIGN = ("信息科学与工程学院", "图书馆", "自动化研究所", "流通部", "本科生第三党支部", "王建国")


@pytest.fixture
def guest(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    monkeypatch.setenv(GUEST, OWN)
    (tmp_path / "out").mkdir()
    settings = msgspec.structs.replace(place.workspace.settings, scope=OWN)
    place.workspace = replace(
        place.workspace, settings=settings, narrowed=True, guest=True, outbox=tmp_path / "out"
    )
    return place


def files_of(place: Place) -> dict[str, bytes]:
    return {
        str(path.relative_to(place.workspace.folder)): path.read_bytes()
        for path in place.workspace.folder.rglob("*")
        if path.is_file() and not path.name.startswith("sixones.db")
    }


@pytest.mark.parametrize("size", [WIDE, pytest.param(NARROW, marks=pytest.mark.sweep)])
async def test_whatever_a_guest_presses_shows_nothing_of_others_and_changes_nothing(
    guest: Place, size: tuple[int, int]
) -> None:
    app = guest.dashboard()
    revision, before = guest.store.revision(), files_of(guest)
    async with opened(app, size) as pilot:
        assert "机械设计系教工党支部" in text_of(app)
        pressed = [key for verb in VERBS for key in verb.keys if verb.keys and key != "ctrl+q"]
        for key in ["down", *pressed]:
            await pilot.press(key)
            await settle(pilot)
            if not app.is_running:
                break
            shown = text_of(app)
            assert not [name for name in FOREIGN if name in shown], (key, shown)
            await pilot.press("escape")
            await settle(pilot)
        assert app.place.NAME == OVERVIEW
    assert (guest.store.revision(), files_of(guest)) == (revision, before)


async def test_no_place_and_no_entry_of_the_department_opens(guest: Place) -> None:
    app = guest.dashboard()
    revision = guest.store.revision()
    async with opened(app) as pilot:
        for info in PLACES:
            app.action_go(info.name)
            await settle(pilot)
            assert app.place.NAME == OVERVIEW
            assert app.screen_stack[-1] is app.place
        offered = {command.name for command in app.place.commands}
        assert not offered & {info.command.name for info in PLACES}
        for command in (*Screen.commands.fget(app.board), *EVERYWHERE, HAND_ON):  # type: ignore[attr-defined]
            if command.name != "quit":
                await app.board.run_action(command.action)
                await settle(pilot)
                assert not [name for name in FOREIGN if name in text_of(app)], command.name
                await pilot.press("escape")
                await settle(pilot)
        for command in type(app.board).OWN_COMMANDS:
            await app.board.run_action(command.action)
            await settle(pilot)
            assert not [name for name in FOREIGN if name in text_of(app)], command.name
            await pilot.press("escape")
            await settle(pilot)
    assert guest.store.revision() == revision


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_runs(guest: Place, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--workspace", str(guest.workspace.folder), command]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert "组织部" in out.err or "用法" in out.err or "缺少" in out.err or "请" in out.err


def test_a_program_of_a_guest_changes_nothing_however_it_opens_the_database(guest: Place) -> None:
    store = open_store(guest.workspace.database)
    with pytest.raises(StoreError) as told:
        decide(store, [Draft(Act.NOTE, "branch:B4")], at=NOW, who="x")
    assert told.value.code == "workspace.guest"
    with pytest.raises(StoreError) as told:
        change_setting(guest.workspace, "sync_minutes", 9)
    assert told.value.code == "workspace.guest"
    store.close()
