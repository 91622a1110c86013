"""Marks from the board: extensions, acceptance, vetting, withdrawal, dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from rich.cells import cell_len

from store.db.decisions import live_decisions
from store.model import State
from store.notice.notice import OwnItem
from store.notice.own_words import own_wording
from store.views.board.dashboard import dashboard
from tests.making import DEADLINE, NOW
from tests.tui.board_pilot import opened, press, shown, state
from tests.tui.conftest import Place, settle, text_of
from tui.board.marks import MARKS, MarkContext
from tui.board.matrix import Matrix
from tui.dialogs.form import MarkForm
from tui.dialogs.pick import Pick
from tui.places.history import HistoryPlace


async def test_two_days_more_are_given_by_a_key_and_taken_back(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+e", *"+2", "enter", *"书记来电", "enter")
        row = app.board.matrix.rows[0]
        assert row.extended
        assert row.limit == DEADLINE + timedelta(days=2)
        assert "延期至 4-16 17:00" in text_of(app)
        await press(pilot, "ctrl+z")
        assert not app.board.matrix.rows[0].extended


async def test_a_sub_committee_is_extended_whole(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+e", *"4-20", "tab", *"x", "tab", "tab", "right", "ctrl+s")
        assert [row.extended for row in app.board.matrix.rows] == [True] * 3 + [False] * 4


@pytest.mark.parametrize("typed", ["", "x", "+0", "4-14", "2027-13-40", "+99999"])
async def test_a_wrong_extension_is_told_in_its_form(place: Place, typed: str) -> None:
    before = place.store.revision()
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+e", *typed, "tab", *"why", "ctrl+s")
        assert isinstance(app.screen, MarkForm)
        await press(pilot, "escape")
        assert place.store.revision() == before


async def test_a_mark_without_its_reason_stays_in_its_form(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+e", *"+2", "enter", "enter")
        assert isinstance(app.screen, MarkForm)
        assert "请写明理由" in text_of(app)


async def test_a_soft_finding_is_accepted_with_a_reason(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        assert state(app, "B1", "video") is State.SOFT
        await press(pilot, "ctrl+y", *"内容完整", "enter")
        assert state(app, "B1", "video") is State.ACCEPTED
        (accepted,) = (made for made in live_decisions(place.store) if made.act == "accept")
        assert (accepted.reason, accepted.who) == ("内容完整", "李老师")
        await press(pilot, "ctrl+z")
        assert state(app, "B1", "video") is State.SOFT


async def test_several_branches_are_marked_as_vetted_at_once(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "space", "space", "ctrl+d", "ctrl+s")
        assert [row.vetting for row in app.board.matrix.rows][:3] == ["vetted", "vetted", "nothing"]
        assert "已标为分党委审核，2 个党支部" in app.board.said.text
        assert app.board.matrix.selected == ()


async def test_what_is_selected_stays_selected_while_one_finds_more(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "space", "slash", *"流通", "enter", "space")
        assert [row.branch.id for row in app.board.matrix.selected] == ["B1", "B7"]
        await press(pilot, "ctrl+b", *"周三来电", "enter")
        view = app.board.view
        assert view is not None
        assert [row.branch.id for row in view.rows if row.notes] == ["B1", "B7"]


async def test_an_earlier_version_is_put_into_use(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+k", "4", "3")
        assert state(app, "B1", "plan") is State.FAULT
        assert "第 1 稿（现用）" in text_of(app)


async def test_a_branch_withdraws_and_comes_back_from_the_history(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+k", "6", *"合并", "enter", "enter")
        assert "B1" not in shown(app)
        await press(pilot, "f12")
        assert isinstance(app.screen, HistoryPlace)
        assert "退出创建  自动化研究所教工党支部  2027-04-10  合并" in text_of(app)
        await press(pilot, "ctrl+x", "enter", "f2")
        assert "B1" in shown(app)


async def test_an_item_gets_a_date_and_is_missing_after_it(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+k", "5", *"4-9", "ctrl+s")
        assert state(app, "B1", "promotion") is State.MISSING


async def test_a_click_on_a_cell_offers_its_marks(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        head = next(line for line in text_of(app).splitlines() if "评价表" in line)
        await pilot.click(Matrix, offset=(cell_len(head[: head.index("1 方案")]) + 1, 2))
        await settle(pilot)
        assert isinstance(app.screen, Pick)
        assert "认可检查意见" in text_of(app)


async def test_the_menu_has_every_mark_those_without_a_key_under_a_digit(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        for number in ("2", "5", "6"):
            await press(pilot, "ctrl+k", number)
            assert isinstance(app.screen, MarkForm), number
            await press(pilot, "escape")


def test_a_day_that_cannot_be_read_is_told_at_its_field_whatever_the_mark(place: Place) -> None:
    item = OwnItem("own_7", 7, "主题党日", "党日", "一.7", "开展一次主题党日")
    notice = msgspec.structs.replace(place.workspace.notice, own_items=(item,))
    desk = place.dashboard().desk
    wording = own_wording(desk.wording, notice)
    desk = msgspec.structs.replace(
        desk, workspace=replace(place.workspace, notice=notice), wording=wording
    )
    rows = dashboard(place.store, place.workspace, now=NOW).rows
    asked = MarkContext(desk, rows[:1], rows, None)
    typed = {
        mark.name: [one for one in mark.fields(asked) if one.name in ("day", "until")]
        for mark in MARKS
        if mark.fields is not None and mark.name not in ("accept", "note")
    }
    assert set(typed) == {"vet", "extend", "own_item", "due", "withdraw", "hand"}
    for name, fields in typed.items():
        (field,) = fields
        assert "when.unreadable".startswith(field.errors), name
        assert field.means is not None, name
        assert field.means("2027-04-16").startswith("2027-04-16"), name
