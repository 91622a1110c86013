"""The names of sub-committees on the board: a telephone call about a college."""

from __future__ import annotations

import pytest

from tests.tui.board_pilot import NARROW, WIDE, opened, press, shown
from tests.tui.conftest import Place, text_of


@pytest.fixture
def office(place: Place) -> Place:
    with place.store.atomic():
        place.store.execute(
            "UPDATE sub_committees SET staff = ?, phone = ? WHERE id = 'U1'",
            ('["岑听雨"]', "83681234"),
        )
    return place


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_sub_committee_says_who_is_called_and_what_it_lacks(
    office: Place, size: tuple[int, int]
) -> None:
    app = office.dashboard()
    async with opened(app, size) as pilot:
        await press(pilot, "up")
        if size == NARROW:
            await press(pilot, "enter")
        text = text_of(app)
        assert "联系人 岑听雨" in text
        assert "电话 83681234" in text
        assert "邮箱 xinxi@neu.example" in text
        assert "工作方案  完成 1/3" in text


@pytest.mark.parametrize("typed", ["岑听雨", "cty", "83681234"])
async def test_a_contact_is_found_by_name_initials_and_number(office: Place, typed: str) -> None:
    app = office.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "slash", *typed, "enter")
        assert shown(app) == ["B1", "B2", "B3"]


async def test_space_on_a_sub_committee_selects_its_branches(office: Place) -> None:
    app = office.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "home", "space")
        assert [row.branch.id for row in app.board.matrix.selected] == ["B1", "B2", "B3"]
        await press(pilot, "home", "space")
        assert app.board.matrix.selected == ()


async def test_a_mark_on_a_sub_committee_is_on_all_its_branches(office: Place) -> None:
    app = office.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "home", "ctrl+b", *"周三来电", "enter")
        view = app.board.view
        assert view is not None
        assert [row.branch.id for row in view.rows if row.notes] == ["B1", "B2", "B3"]


async def test_which_video_is_too_long_is_two_keys(office: Place) -> None:
    app = office.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "end", "ctrl+u", "6")
        assert shown(app)[0] == "B1"
        current = app.board.matrix.current
        assert current is not None
        assert current.branch.id == "B1"
        assert "按视频时长" in text_of(app)


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_a_branch_without_its_heading_says_whose_it_is(
    office: Place, size: tuple[int, int]
) -> None:
    app = office.dashboard()
    async with opened(app, size) as pilot:
        await press(pilot, "ctrl+u", "6")
        matrix = app.board.matrix
        for row in matrix.rows:
            line = "".join(text for text, _ in matrix._row(row, size[0] - 2, False, False))
            assert line.strip().startswith(row.sub_committee.name[:2]), line


async def test_at_sixty_columns_names_have_more_room_than_items_three_to_six(
    office: Place,
) -> None:
    app = office.dashboard()
    async with opened(app, (60, 24)):
        text = text_of(app)
        assert "自动化研究所教工党支部" in text
        assert "齐 1438字" in text
        assert "文集" not in text.split("党支部", 1)[1].splitlines()[0]
