"""A key means one thing in the whole program, and whatever has a key has it from one table."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from store.text.wording import LANGUAGES, load
from tests.tui.conftest import Place, press, settle, text_of
from tests.tui.grids import WIDE
from tui.app.app import Dashboard
from tui.app.screens import _SCREENS, place_class
from tui.base import keys
from tui.base.actions import EVERYWHERE, HELP, Command, shown_key
from tui.base.cells import width_of
from tui.base.keys import CONFIRM, HAND_ON, VERBS, Verb
from tui.places.registry import PLACES
from tui.widgets.lines_below import KeyBar

ROOT = Path(__file__).parents[3]
SOURCES = sorted((ROOT / "tui").rglob("*.py"))
# The one place whose four judgements are a form that stands on the screen itself.
FORM_PLACES = {"viewing"}

WRITTEN = {
    "?": "question_mark", "\\": "backslash", "/": "slash", "+": "plus", "-": "minus",
    "=": "equals_sign",
    "←": "left", "→": "right", "↑": "up", "↓": "down",
    "回车": "enter", "空格": "space", "esc": "escape", "pgup": "pageup", "pgdn": "pagedown",
}  # fmt: skip


def key_of(written: str) -> str:
    """Textual's name of a key as a document writes it."""
    ctrl, name = re.fullmatch(r"((?:Ctrl\+|Shift\+)?)(.+)", written).groups()  # type: ignore[union-attr]
    return ctrl.lower() + WRITTEN.get(name.lower(), name.lower())


def commands_of(place: str) -> tuple[Command, ...]:
    return tuple(place_class(place).OWN_COMMANDS)


def test_no_key_has_two_verbs() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for verb in VERBS:
        for key in verb.keys:
            meant[key].add(verb.name)
    assert {key: verbs for key, verbs in meant.items() if len(verbs) > 1} == {}
    assert len({verb.name for verb in VERBS}) == len(VERBS)


def test_every_binding_comes_from_the_table_of_verbs() -> None:
    elsewhere = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if path.name != "keys.py" and re.search(r"\bBinding\(", path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


def test_every_verb_that_a_command_has_is_in_the_table() -> None:
    known = {verb.name: set(verb.keys) for verb in VERBS}
    found = [HELP, *EVERYWHERE, *(info.command for info in PLACES)]
    found += [command for place in _SCREENS for command in commands_of(place)]
    for command in found:
        if command.verb is not None:
            assert set(command.verb.keys) <= known[command.verb.name], command


def test_no_key_is_a_letter() -> None:
    """An input method swallows letters, and in the inbox they find a branch."""
    assert [key for verb in VERBS for key in verb.keys if re.fullmatch("[a-z]", key)] == []


def test_every_verb_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = {name: value for name, value in vars(keys).items() if isinstance(value, Verb)}
    assert set(named.values()) == set(VERBS)
    used = set(re.findall(r"\bkeys\.([A-Z_]+)\b", text)) | {"NUMBER"}
    assert set(named) - used == set()


@pytest.mark.parametrize("place", _SCREENS)
def test_on_one_screen_a_key_does_one_thing(place: str) -> None:
    of_tabs = getattr(place_class(place), "OF_TABS", {})
    tabs = set(getattr(place_class(place), "TABS", ()))
    own = [*commands_of(place), HELP, *EVERYWHERE]
    for one, other in combinations(own, 2):
        if set(one.keys) & set(other.keys):
            where = set(of_tabs.get(one.name, tabs)) & set(of_tabs.get(other.name, tabs))
            assert tabs, (one, other)
            assert not where, (one, other)


def test_ctrl_s_confirms_a_form_and_nothing_else() -> None:
    places = {place for place in _SCREENS if any(one.verb == CONFIRM for one in commands_of(place))}
    assert places == FORM_PLACES


def test_ctrl_t_hands_on_and_nothing_else() -> None:
    found = {
        (place, command.name)
        for place in _SCREENS
        for command in commands_of(place)
        if command.verb == HAND_ON
    }
    assert found == {("letters", "letter_send"), ("submission", "hand_on")}


@pytest.mark.parametrize("head", ["| 键 | 意思 |", "| key | meaning |"])
def test_the_document_has_every_key_once(head: str) -> None:
    table = (ROOT / "docs/screens.md").read_text(encoding="utf-8").split(head)[1].split("\n\n")[0]
    written = [key for row in table.splitlines()[2:] for key in row.split("|")[1].split()]
    names = [key_of(key) for key in written]
    wide = {"fullwidth_question_mark"}
    assert sorted(names) == sorted({key for verb in VERBS for key in verb.keys} - wide)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_name_only_keys_that_there_are(language: str) -> None:
    written = {f"Ctrl+{key.removeprefix('ctrl+').upper()}" for verb in VERBS for key in verb.keys}
    for path in sorted((ROOT / "store/catalogs" / language).glob("*.toml")):
        for named in re.findall(r"Ctrl\+[A-Z]\b", path.read_text(encoding="utf-8")):
            assert named in written, (path.name, named)


async def test_the_footer_has_eight_acts_at_most_and_none_that_does_nothing(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        for _ in range(4):
            rows = app.board.matrix.chosen
            judged = any(row.cell(name).judged for row in rows for name in ("plan", "video"))
            assert ("Ctrl+Y 认可" in footer(app)) == judged
            assert ("Ctrl+E 延期" in footer(app)) == bool(rows)
            await press(pilot, "down")
        for key in (
            "f3",
            "f4",
            "f6",
            "f7",
            "f8",
            "f9",
            "f12",
            "ctrl+g",
            "ctrl+r",
            "ctrl+backslash",
        ):
            await press(pilot, key)
            bar = app.place.query_one(KeyBar)
            _, own = bar._rows()
            assert len(own) <= 8, key
        await press(pilot, "f4")
        assert "Ctrl+T 发送" not in footer(app)


def footer(app: Dashboard) -> str:
    return "\n".join(text_of(app).splitlines()[-2:])


# The cells of a line in the menu of acts, its number and its key aside.
MENU_CELLS = 54


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_act_is_cut_in_its_menu(language: str) -> None:
    wording = load(language)
    for info in PLACES:
        for act in place_class(info.name).OWN_COMMANDS:
            if not act.is_act or act.words is not None:
                continue
            text, key = act.text("command", wording), shown_key(act, wording)
            room = MENU_CELLS - (width_of(key) + 2 if key else 0)
            assert width_of(text) <= room, (act.name, text)
