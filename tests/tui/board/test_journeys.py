"""What people see on the way through the board, as pictures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.making import DEADLINE
from tests.tui.conftest import Place, after

Compare = Callable[..., bool]
WIDE, NARROW = (160, 40), (80, 24)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_new_user_opens_the_board(
    place: Place, snap_compare: Compare, size: tuple[int, int], language: str
) -> None:
    app = place.dashboard(language=language)
    assert snap_compare(app, terminal_size=size, run_before=after())


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_enter_opens_a_branch_where_the_terminal_is_narrow(
    place: Place, snap_compare: Compare, language: str
) -> None:
    app = place.dashboard(language=language)
    assert snap_compare(app, terminal_size=NARROW, run_before=after("enter"))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_session_is_filled_in_for_two_branches(
    place: Place, snap_compare: Compare, language: str
) -> None:
    app = place.dashboard(language=language)
    run = after("down", "down", "down", "space", "space", "ctrl+s")
    assert snap_compare(app, terminal_size=NARROW, run_before=run)


def test_the_known_session_comes_back_to_be_changed(place: Place, snap_compare: Compare) -> None:
    assert snap_compare(place.dashboard(), terminal_size=WIDE, run_before=after("ctrl+s"))


def test_a_form_on_paper_is_marked_for_a_whole_session(place: Place, snap_compare: Compare) -> None:
    assert snap_compare(place.dashboard(), terminal_size=WIDE, run_before=after("ctrl+e"))


def test_the_palette_finds_a_command_by_initials(place: Place, snap_compare: Compare) -> None:
    run = after("ctrl+p", "c", "x")
    assert snap_compare(place.dashboard(), terminal_size=NARROW, run_before=run)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_f1_explains_keys_and_states(place: Place, snap_compare: Compare, language: str) -> None:
    app = place.dashboard(language=language)
    assert snap_compare(app, terminal_size=WIDE, run_before=after("f1"))


def test_the_light_theme_shows_the_same(place: Place, snap_compare: Compare) -> None:
    assert snap_compare(place.dashboard(), terminal_size=WIDE, run_before=after("ctrl+t"))


def test_on_the_last_day_the_countdown_is_red(place: Place, snap_compare: Compare) -> None:
    app = place.dashboard(clock=lambda: DEADLINE - timedelta(hours=2))
    assert snap_compare(app, terminal_size=NARROW, run_before=after())


def test_after_the_deadline_what_is_missing_is_late(place: Place, snap_compare: Compare) -> None:
    app = place.dashboard(clock=lambda: DEADLINE + timedelta(days=2, hours=1))
    assert snap_compare(app, terminal_size=WIDE, run_before=after())


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_on_the_last_day_the_missing_are_called_up(
    place: Place, snap_compare: Compare, size: tuple[int, int], language: str
) -> None:
    app = place.dashboard(language=language, clock=lambda: DEADLINE - timedelta(hours=2))
    assert snap_compare(app, terminal_size=size, run_before=after("2"))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_branch_is_found_by_its_pinyin_as_one_types(
    place: Place, snap_compare: Compare, language: str
) -> None:
    app = place.dashboard(language=language)
    run = after("ctrl+f", "b", "o", "s", "h", "i")
    assert snap_compare(app, terminal_size=NARROW, run_before=run)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_somebody_asks_for_two_more_days(
    place: Place, snap_compare: Compare, language: str
) -> None:
    app = place.dashboard(language=language)
    run = after("x", "plus", "2", "enter", "b", "b", "enter")
    assert snap_compare(app, terminal_size=WIDE, run_before=run)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_hard_finding_is_accepted_with_a_reason(
    place: Place, snap_compare: Compare, language: str
) -> None:
    app = place.dashboard(language=language)
    assert snap_compare(app, terminal_size=NARROW, run_before=after("down", "y"))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_filters_orders_and_views_are_one_list(
    place: Place, snap_compare: Compare, language: str
) -> None:
    app = place.dashboard(language=language)
    assert snap_compare(app, terminal_size=WIDE, run_before=after("ctrl+l"))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_history_says_who_did_what(
    place: Place, snap_compare: Compare, size: tuple[int, int], language: str
) -> None:
    app = place.dashboard(language=language)
    assert snap_compare(app, terminal_size=size, run_before=after("f12"))
