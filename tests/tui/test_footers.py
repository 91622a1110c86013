"""The keys at the foot: what works here and now is lit, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from store.text.wording import LANGUAGES
from store.workspace.settings import MailSettings
from tests.mailsync.submission.desk import SubmittingDesk
from tests.tui.conftest import Place, make_place, press, settle, text_of
from tests.tui.grids import NARROW, WIDE
from tests.tui.inbox.intake_mails import desk
from tests.tui.places.test_roster import taught
from tests.tui.submission.test_screen import MIDDLE, dashboard, sink
from tests.tui.submission.test_screen import desk as submitting
from tests.tui.viewing.test_screen import opened, videos
from tui.app.app import Dashboard
from tui.base.actions import shown_key
from tui.widgets.lines_below import KeyBar
from tui.widgets.row_list import RowList

__all__ = ["desk", "opened", "sink", "submitting", "videos"]
SIZES = (WIDE, MIDDLE, NARROW)


def app_of(pilot: Pilot[None]) -> Dashboard:
    assert isinstance(pilot.app, Dashboard)
    return pilot.app


def lit(pilot: Pilot[None]) -> set[str]:
    """The names of the acts of this place that the line of keys has."""
    place = app_of(pilot).place
    bar = place.query_one(KeyBar)
    return {one.name for one in bar._commands if not one.everywhere and one.rank < 40}


async def test_a_video_is_judged_saved_and_accepted_only_where_there_is_something(
    videos: Place,
) -> None:
    async with videos.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        always = {"video_play", "video_all_hold", "video_skip"} | {
            f"judge_{quality}" for quality in ("steady", "clear", "slides", "voice")
        }
        # The first has soft findings only, the last a hard one too; nothing is marked yet.
        assert lit(pilot) == always | {"video_accept"}
        await press(pilot, "1")
        assert lit(pilot) == always | {"video_accept", "video_save"}
        await press(pilot, "1", "1", "end")
        assert lit(pilot) == always | {"video_accept", "video_override"}


async def test_without_a_video_nothing_is_lit(tmp_path: Path) -> None:
    nobody = MailSettings(host="127.0.0.1", port=9, user="neuzzb@163.example", tls="none")
    place = make_place(tmp_path, nobody)
    async with place.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        assert lit(pilot) == set()
    place.store.close()


async def test_what_was_learnt_is_accepted_or_taken_back_as_its_kind_allows(desk: Place) -> None:
    taught(desk)
    async with desk.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+r")
        always = {"memory_tab", "import_roster"}
        assert lit(pilot) == always
        await press(pilot, "tab")
        assert lit(pilot) == always | {"accept_form", "revoke"}
        await press(pilot, "down")
        assert lit(pilot) == always | {"revoke"}
        await press(pilot, "home", "ctrl+x", "home")
        # A refused short form can be accepted after all, and no more than refused.
        assert lit(pilot) == always | {"accept_form"}


async def test_a_setting_goes_back_to_its_default_only_where_it_has_another_value(
    place: Place,
) -> None:
    async with place.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        app = app_of(pilot)
        app.action_go("settings")
        await settle(pilot)
        rows = app.place.query_one("#settings", RowList)
        for key, expected in (("sync_minutes", False), ("mail.host", False), ("player", False)):
            rows.go_to(key)
            await settle(pilot)
            assert ("reset" in lit(pilot)) == expected, key
            assert "change" in lit(pilot)
        rows.go_to("letters.phone")
        await press(pilot, "enter", *"6101", "enter")
        assert "reset" in lit(pilot)
        await press(pilot, "ctrl+x")
        assert "reset" not in lit(pilot)


async def test_nothing_is_handed_on_where_there_is_nothing_new(submitting: SubmittingDesk) -> None:
    async with dashboard(submitting).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+t")
        assert {"hand_on", "letter_select_all", "select", "vet", "hand_on_anyway"} <= lit(pilot)
        await press(pilot, "tab")
        assert lit(pilot) == {"turn_page", "hand_on"}


async def test_an_empty_desk_hands_nothing_on(tmp_path: Path) -> None:
    made = SubmittingDesk(tmp_path)
    async with dashboard(made).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+t")
        assert "hand_on" not in lit(pilot)
        assert "letter_select_all" not in lit(pilot)
    made.store.close()


async def test_a_file_is_added_for_a_branch_and_compared_with_one_that_is_alike(
    place: Place,
) -> None:
    async with place.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "take_in" in lit(pilot)
        assert "compare" not in lit(pilot)
        # On the heading of a sub-committee neither does anything.
        await press(pilot, "home")
        assert "take_in" not in lit(pilot)


async def test_the_menu_of_acts_has_what_works_now(place: Place) -> None:
    async with place.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+k")
        assert "收到纸质评价表" in text_of(app_of(pilot))
        await press(pilot, "escape", "ctrl+f", *"zzzz", "enter", "ctrl+k")
        assert "收到纸质评价表" not in text_of(app_of(pilot))
        assert "在办的事" in text_of(app_of(pilot))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_wide_footer_shows_every_place_that_has_a_key(
    place: Place, language: str
) -> None:
    async with place.dashboard(language=language).run_test(size=WIDE) as pilot:
        await settle(pilot)
        app = app_of(pilot)
        bar = app.place.query_one(KeyBar)
        shown = "".join(text for line in bar.lines(bar.size.width) for text, _ in line)
        for command in app.place.commands:
            if command.everywhere and command.keys and command.rank < 40:
                assert f"{shown_key(command, app.desk.wording)} " in shown, command.name


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_and_the_menu_of_acts_are_never_crowded_out(
    videos: Place, size: tuple[int, int], language: str
) -> None:
    async with videos.dashboard(language=language).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        app = app_of(pilot)
        bar = app.place.query_one(KeyBar)
        shown = "".join(text for line in bar.lines(bar.size.width) for text, _ in line)
        for key in ("F1 ", "Ctrl+K ", "Ctrl+P "):
            assert key in shown
