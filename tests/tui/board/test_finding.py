"""Finding on the board: typing, filters, saved views, the missing to call up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from store.model import Address, FileKind
from tests.making import DEADLINE, ask, make_mail, take_in
from tests.tui.board_pilot import NARROW, WIDE, opened, press, shown
from tests.tui.conftest import Place, settle, text_of
from tui.board.filter_line import FilterLine
from tui.board.matrix import Matrix
from tui.dialogs.ask import AskText
from tui.dialogs.pick import Pick


async def test_typing_finds_by_name_pinyin_sender_and_file_and_esc_shows_all(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        for typed, ids in (
            ("zdhyjs", ["B1"]),
            ("photos", []),
            ("活动照片", ["B1"]),
            ("流通", ["B7"]),
        ):
            await press(pilot, "ctrl+f")
            for char in typed:
                await pilot.press(char)
            await settle(pilot)
            assert shown(app) == ids, typed
            await press(pilot, "escape")
        assert len(shown(app)) == 7
        assert app.focused is app.board.matrix


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_where_nothing_is_found_the_board_says_so(
    place: Place, size: tuple[int, int]
) -> None:
    app = place.dashboard()
    async with opened(app, size) as pilot:
        await press(pilot, "ctrl+f", "z", "z", "z")
        assert "没有符合条件的党支部" in app.board.matrix.render_line(0).text
        assert app.board.panel.virtual_size.height == 0
        await press(pilot, "escape")
        assert app.board.matrix.current is not None


async def test_enter_keeps_what_was_found_and_the_arrows_move_meanwhile(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "slash", *"boshi", "down")
        assert shown(app) == ["B5", "B6"]
        assert app.board.matrix.current is not None
        assert app.board.matrix.current.branch.id == "B6"
        await press(pilot, "enter")
        assert "查找：boshi" in text_of(app)
        await press(pilot, "escape")
        assert len(shown(app)) == 7


async def test_did_you_get_ours_finds_mail_of_nobody_too(place: Place) -> None:
    mail = replace(make_mail("某材料", [("x.docx", "n")]), sender=Address("钱进", "qian@x.example"))
    take_in(place.store, mail, ask(FileKind.PLAN))
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "slash", *"qian@x")
        assert shown(app) == []
        assert "另有 1 封来件不属于任何党支部" in text_of(app)


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        ("2", ["B2", "B3", "B4", "B5", "B6", "B7"]),
        ("3", ["B5", "B6"]),
        ("4", ["B2"]),
        ("5", ["B4"]),
        ("6", []),
        ("8", ["B4"]),
    ],
)
async def test_a_digit_filters_and_again_shows_all(place: Place, key: str, ids: list[str]) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, key)
        assert shown(app) == ids
        await press(pilot, key)
        assert len(shown(app)) == 7


async def test_a_click_on_a_count_filters_and_a_click_on_a_unit_narrows(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await pilot.click(FilterLine, offset=(18, 0))
        await settle(pilot)
        assert shown(app) == ["B2", "B3", "B4", "B5", "B6", "B7"]
        await pilot.click(Matrix, offset=(4, 0))
        await settle(pilot)
        assert shown(app) == ["B2", "B3"]


async def test_a_view_is_saved_picked_and_survives_a_restart(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "4", "ctrl+u", "2", "ctrl+l")
        assert isinstance(app.screen, Pick)
        await press(pilot, *"保存当前", "enter")
        assert isinstance(app.screen, AskText)
        await press(pilot, *"急件", "enter")
        assert "急件" in app.board.said.text
    again = place.dashboard()
    async with opened(again) as pilot:
        await press(pilot, "ctrl+l", *"急件", "enter")
        assert shown(again) == ["B2"]
        assert "按急缓" in text_of(again)


async def test_a_broken_file_of_views_is_told_and_the_board_goes_on(place: Place) -> None:
    (place.workspace.folder / "views.toml").write_text("[[", encoding="utf-8")
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+l")
        await press(pilot, "escape")
        assert "views.toml" in app.board.said.text
        await press(pilot, "4")
        assert shown(app) == ["B2"]


async def test_a_view_is_dropped_and_a_file_that_broke_meanwhile_is_told(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        for name in ("甲", "乙"):
            await press(pilot, "ctrl+l", *"保存当前", "enter", name, "enter")
        await press(pilot, "ctrl+l", *"删除", "enter", "1")
        assert "视图“甲”已删除" in app.board.said.text
        await press(pilot, "ctrl+l", *"删除", "enter")
        (place.workspace.folder / "views.toml").write_text("[[", encoding="utf-8")
        await press(pilot, "1")
        assert "views.toml" in app.board.said.text


async def test_the_missing_are_listed_by_sub_committee_with_their_telephones(place: Place) -> None:
    with place.store.atomic():
        place.store.execute("UPDATE branches SET phone = '83680001' WHERE id = 'B7'")
        place.store.execute("UPDATE branches SET secretary = '李梅' WHERE id = 'B7'")
    app = place.dashboard(clock=lambda: DEADLINE - timedelta(hours=2))
    async with opened(app) as pilot:
        shown_text = text_of(app)
        assert "方案还差 6" in shown_text
        await press(pilot, "2")
        line = next(line for line in text_of(app).splitlines() if "流通部党支部" in line)
        assert "李梅 83680001" in line
        assert "图书馆直属党总支  tsg@neu.example" in text_of(app)
