"""The look of the files under the cursor: first pages of office documents, or why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from store.model import FileKind
from tests.mailsync.examine.test_office_page import drawing
from tests.making import auto, make_mail, take_in
from tests.tui.board_pilot import WIDE, opened, press
from tests.tui.conftest import Place
from tui.board.branch_side import BranchSide
from tui.widgets.pictures import Pictures, size_of_png

PLAN = r"{\rtf1\ansi {\b Plan of the branch}\par We meet every month.}"


def plan(place: Place) -> None:
    place.workspace.blobs.put([PLAN.encode()])
    take_in(
        place.store,
        make_mail("B7", [("B7 工作方案.rtf", PLAN)]),
        auto("B7", FileKind.PLAN),
        measures={PLAN: {"content": "rtf", "chars": 8}},
    )


def line(side: BranchSide) -> str:
    told = side.query_one("#pages", Static)
    return str(told.content) if told.display else ""


async def test_without_an_office_program_a_sentence_says_why_there_is_no_page(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIXONES_PICTURES", "sixel")
    monkeypatch.setenv("PATH", str(tmp_path))
    plan(place)
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        side = app.board.query_one(BranchSide)
        assert line(side) == ""
        await press(pilot, "end")
        assert line(side).startswith("首页无法在此显示：B7 工作方案.rtf")
        assert not side.query_one(Pictures).display
        await press(pilot, "home")
        assert line(side) == ""


@drawing
async def test_an_office_program_draws_the_page_of_the_branch_under_the_cursor(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIXONES_PICTURES", "sixel")
    plan(place)
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        side = app.board.query_one(BranchSide)
        await press(pilot, "end")
        pictures = side.query_one(Pictures)
        (shown,) = pictures.shown
        assert shown.name == "B7 工作方案.rtf"
        wide, high = size_of_png(shown.png)
        assert high > wide
        assert line(side) == ""
        # The whole of it is seen, as large as there is room for.
        assert pictures.content_size.height > 10
        assert pictures.children[0].outer_size.height == pictures.content_size.height


async def test_where_no_pictures_are_shown_nothing_is_said_of_them(place: Place) -> None:
    plan(place)
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        await press(pilot, "end")
        assert line(app.board.query_one(BranchSide)) == ""
