from __future__ import annotations

import tomllib
import unicodedata
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from store.model import Params, State
from store.text.wording import LANGUAGES, load
from store.views.board.types import Cell, Detail
from tui.app.screens import place_class
from tui.base.actions import EVERYWHERE, Command
from tui.base.cells import width_of
from tui.board.columns import cell_line, columns_for
from tui.dialogs.palette import matching
from tui.places.registry import PLACES


@pytest.mark.parametrize("own_items", [(), ("own_7",)])
@pytest.mark.parametrize("own_desk", [False, True])
@pytest.mark.parametrize("width", [60, 79, 97, 110, 160])
def test_the_columns_fill_the_matrix(
    width: int, own_desk: bool, own_items: tuple[str, ...]
) -> None:
    columns = columns_for(width, own_desk=own_desk, own_items=own_items)
    assert 2 + columns.name + sum(columns.widths.values()) == width


# What each column can say, at its longest; the catalogs have no other cells.
AT_BOTH: dict[str, Params] = {
    "cell.waiting": {"n": 99},
    "cell.link": {},
    "cell.link_expired": {},
    "cell.link_days": {"n": 99},
    "cell.link_soon": {"n": 3},
    "cell.finding": {},
    "cell.locked": {},
}
OPEN: dict[str, Params] = {
    "cell.waiting": {"n": 99},
    "cell.day": {"day": "12-31"},
    "cell.until": {"day": "12-31"},
}
SAID: dict[str, dict[str, Params]] = {
    "plan": {**AT_BOTH, "cell.chars": {"n": 99999}, "cell.no_contents": {}},
    "video": {
        **AT_BOTH,
        "cell.duration": {"minutes": 99, "seconds": 59},
        "cell.size": {"width": 1280, "height": 720},
        "cell.no_audio": {},
        "cell.not_mp4": {},
        "cell.not_checked": {},
    },
    "promotion": {
        **OPEN,
        "cell.draft": {},
        "cell.published": {},
        "cell.channels": {"n": 4, "total": 4},
    },
    "sharing": {**OPEN, "cell.form_missing": {}, "cell.planned": {"day": "12-31"}},
    "eval_form": {**OPEN, "cell.form_empty": {}, "cell.form_fault": {}},
    "review": {**OPEN, "cell.of": {"n": 12, "total": 12}, "cell.mean": {"mean": 100.0}},
    "volume": {"cell.selected": {}, "cell.reserve": {}, "cell.not_selected": {}},
}


@pytest.mark.parametrize("width", [79, 110, 160])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_of_any_state_is_cut(language: str, width: int) -> None:
    wording = load(language)
    lateness = (wording.say("board.late").strip(), wording.say("board.late_short").strip())
    for column, room in columns_for(width).details.items():
        for code, params in SAID[column].items():
            for late, mended in (
                (False, None),
                (True, None),
                (False, datetime(2021, 4, 15, tzinfo=UTC)),
            ):
                cell = Cell(column, State.FAULT, Detail(code, params), late, mended)
                shown = "".join(text for text, _ in cell_line(cell, room, wording))
                assert width_of(shown) == room + 3 + bool(room)
                marks = (wording.say("state_word.fault"), wording.say("state.fault"))
                mark = next(one for one in marks if shown.startswith(one))
                detail = shown[len(mark) :].strip()
                assert bool(detail) == bool(room)
                assert ".." not in detail
                assert not late or not room or detail.startswith(lateness)


@pytest.mark.parametrize(
    ("state", "detail", "said"),
    [
        (State.DONE, Detail("cell.chars", {"n": 1438}), "OK  1438ch"),
        (State.FAULT, Detail("cell.not_mp4", {}), "FIX not MP4"),
        (State.REVIEW, Detail("cell.waiting", {"n": 1}), "WHO 1 file"),
        (State.MISSING, None, "MIS"),
    ],
)
def test_a_state_is_a_word_where_there_is_room(
    state: State, detail: Detail | None, said: str
) -> None:
    cell = Cell("plan", state, detail)
    shown = "".join(text for text, _ in cell_line(cell, 9, load("en")))
    assert shown.rstrip() == said
    assert width_of(shown) == 13


def test_the_cells_of_the_catalogs_are_those_that_columns_say() -> None:
    catalog = files("store").joinpath("catalogs", "en", "cells.toml")
    known = {code for said in SAID.values() for code in said}
    cells = {code for code in tomllib.loads(catalog.read_text("utf-8")) if code.startswith("cell.")}
    assert cells == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_late_file_still_says_what_is_wrong_with_it(language: str) -> None:
    wording = load(language)
    cell = Cell("plan", State.FAULT, Detail("cell.chars", {"n": 15000}), late=True)
    shown = "".join(text for text, _ in cell_line(cell, 9, wording))
    assert "15000" in shown


def every_command() -> list[Command]:
    own = [command for info in PLACES for command in place_class(info.name).OWN_COMMANDS]
    return [*EVERYWHERE, *(info.command for info in PLACES), *own]


@pytest.mark.parametrize("area", ["board", "places"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_words_have_no_glyph_of_ambiguous_width(language: str, area: str) -> None:
    catalog = files("store").joinpath("catalogs", language, f"{area}.toml")
    for code, message in tomllib.loads(catalog.read_text("utf-8")).items():
        for text in message.values() if isinstance(message, dict) else (message,):
            wrong = {char for char in text if unicodedata.east_asian_width(char) == "A"}
            assert not wrong, code


@pytest.mark.parametrize(
    ("typed", "action"),
    [("同步", "app.sync"), ("tb", "app.sync"), ("tongbu", "app.sync"), ("undo", "app.undo")],
)
def test_the_palette_finds_by_chinese_pinyin_initials_and_english(typed: str, action: str) -> None:
    wordings = tuple(load(language) for language in LANGUAGES)
    assert action in [command.action for command in matching(typed, every_command(), wordings)]


def test_every_letter_key_has_a_function_or_ctrl_key_beside_it() -> None:
    # Digits pass an input method unless it is just composing a word.
    for command in every_command():
        first = command.keys[0] if command.keys else "palette"
        assert len(first) > 1 or first.isdigit()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_and_command_is_worded(language: str) -> None:
    wording = load(language)
    for command in every_command():
        if command.words is not None:
            assert command.words(wording), command
            continue
        assert wording.has(f"command.{command.name}"), command
        assert wording.has(f"command_short.{command.name}"), command
    for info in PLACES:
        assert info.name == place_class(info.name).NAME
        assert wording.has(f"place.{info.name}")
        assert wording.has(f"place_help.{info.name}")
