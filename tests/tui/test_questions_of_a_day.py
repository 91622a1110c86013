"""The day in docs/working-day.md, row by row: each question answered and each act done by its keys.

What is typed stands behind a colon; everything else is a key. The rows are read from this table
into the document, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot

from store.db.acts import Act
from store.db.decisions import live_decisions
from store.letters.standing import begun_letters
from store.workspace.workspace import open_workspace
from tests.tui.board_pilot import shown
from tests.tui.conftest import Place, press, settle
from tests.tui.grids import BOTH, text_of
from tests.tui.inbox.intake_mails import decided, desk
from tests.tui.letters.test_screen import office, sink
from tests.tui.places.test_problems import troubled
from tests.tui.places.test_take_in import linked
from tests.tui.test_journeys import (
    an_offer,
    contradiction,
    four_mails,
    letters_due,
    ones,
    two_folders,
)
from tests.tui.viewing.test_screen import videos
from tui.app.app import Dashboard

__all__ = ["desk", "linked", "office", "sink", "troubled", "videos"]
SIZES = ((160, 40), (120, 30), (80, 24))
# So many keys a row may take beside what is typed.
MOST_KEYS = 7
DOCUMENT = Path(__file__).parents[2] / "docs" / "working-day.md"
_NAMES = {"-": "minus", " ": "space", ":": "colon", "+": "plus", ".": "full_stop"}
_SHOWN = {"minus": "-", "ctrl+backslash": "Ctrl+\\"}
Check = Callable[[Dashboard, Place], bool]


@dataclass(frozen=True)
class Row:
    """A question or an act: the keys, what shows that it was answered or done, where it begins.

    `narrow` are further keys where a branch lies over the board (80 columns).
    """

    asked: str
    keys: tuple[str, ...]
    done: Check
    scene: str = "place"
    prepare: Callable[[Place, str], None] | None = None
    narrow: tuple[str, ...] = ()

    def pressed(self, width: int) -> tuple[str, ...]:
        return self.keys + (self.narrow if width < 120 else ())

    def count(self, width: int) -> str:
        keys = sum(not key.startswith(":") for key in self.pressed(width))
        return f"{keys}{' + text' if any(key.startswith(':') for key in self.keys) else ''}"

    def line(self, number: int) -> str:
        named = " ".join(map(_named, self.keys)) or "nothing"
        wide, narrow = self.count(160), self.count(80)
        return f"| {number} | {self.asked} | {named} | {wide} | {narrow} |"


def _named(key: str) -> str:
    if key.startswith(":"):
        return f"*{key[1:]}*"
    return f"`{_SHOWN.get(key) or key.title()}`"


# -- what shows that it is done ------------------------------------------------------------------


def says(*texts: str) -> Check:
    return lambda app, _: all(text in text_of(app) for text in texts)


def says_one(*texts: str) -> Check:
    """In whichever language."""
    return lambda app, _: any(text in text_of(app) for text in texts)


def lists(*branch_ids: str) -> Check:
    return lambda app, _: shown(app) == list(branch_ids)


def begins_with(branch_id: str) -> Check:
    return lambda app, _: shown(app)[0] == branch_id


def act(wanted: Act) -> Check:
    return lambda _, place: any(one.act == wanted for one in live_decisions(place.store))


def no_act(unwanted: Act) -> Check:
    return lambda _, place: all(one.act != unwanted for one in live_decisions(place.store))


def credited(*branch_ids: str) -> Check:
    return lambda _, place: any(ids == branch_ids for _, ids in decided(place).values())


def kind_is(kind: str) -> Check:
    return lambda _, place: any(found == kind for found, _ in decided(place).values())


def written(pattern: str) -> Check:
    return lambda _, place: bool(list(place.workspace.folder.rglob(pattern)))


def copied(*names: str) -> Check:
    return lambda app, _: all(name in app.clipboard for name in names)


def sent(_: Dashboard, place: Place) -> bool:
    return any(entry.told_at is not None for entry in begun_letters(place.store))


def deadline_is(text: str) -> Check:
    return lambda _, place: (
        f"{open_workspace(place.workspace.folder).settings.deadline:%Y-%m-%d %H:%M}" == text
    )


# -- where it begins -----------------------------------------------------------------------------


def staffed(made: Place, _language: str) -> None:
    with made.store.atomic():
        made.store.execute(
            "UPDATE sub_committees SET staff = ?, phone = ? WHERE id = 'U2'",
            ('["岑听雨"]', "024-8368 0000"),
        )


def a_stick(_made: Place, _language: str) -> None:
    Path("stick.txt").write_text("流通部党支部 特色支部创建工作方案\n" + "党建" * 300, "utf-8")


B1, B2, B4 = "自动化研究所教工党支部", "本科生第三党支部", "机械设计系教工党支部"
ROWS = (
    # -- the telephone -----------------------------------------------------------------------------
    Row(
        "“Did you get ours?”, by initials",
        ("ctrl+f", ":jxsj", "enter"),
        says(B4),
        narrow=("enter",),
    ),
    Row(
        "…what came when, and how long it is",
        ("ctrl+f", ":zdhyjs", "enter"),
        says("1438"),
        narrow=("enter",),
    ),
    Row(
        "The file was called something like “双融双促”",
        ("ctrl+f", ":双融双促", "enter"),
        lists("B1"),
    ),
    Row(
        "Whom do I ring at the sub-committee?",
        ("ctrl+f", ":岑听雨", "enter", "home"),
        says("024-8368 0000"),
        prepare=staffed,
        narrow=("enter",),
    ),
    Row("Is the board fresh?", (), says_one("已同步", "synced")),
    # -- counts and lists --------------------------------------------------------------------------
    Row("Who is not complete?", ("2",), lists("B2", "B3", "B4", "B5", "B6", "B7")),
    Row("Whose files are faulty?", ("4",), lists("B2")),
    Row("What is left to our judgement?", ("minus",), lists("B1")),
    Row("Which video is too long?", ("ctrl+u", "6"), begins_with("B1")),
    Row("Which plan is the longest?", ("ctrl+u", "5"), begins_with("B2")),
    Row("What is most urgent?", ("ctrl+u", "2"), says_one("急缓", "urgency")),
    Row("Which links wait?", ("5",), lists("B4")),
    Row("Who has files without an owner?", ("3",), lists("B5", "B6")),
    Row("Who was not vetted?", ("8",), lists("B4")),
    Row("Only one sub-committee", ("ctrl+l", ":jxgc", "enter"), lists("B4", "B5", "B6")),
    Row("The list for the chat group", ("2", "ctrl+c", "1"), copied(B2, B4)),
    # -- the inbox ---------------------------------------------------------------------------------
    Row(
        "Whose is this? Take what is proposed",
        ("f3", "enter"),
        credited("E03"),
        "desk",
        two_folders,
    ),
    Row(
        "…everything in the mail that is certain",
        ("f3", "ctrl+y"),
        credited("E03"),
        "desk",
        two_folders,
    ),
    Row(
        "…no, another branch's, by letters",
        ("f3", ":yjsdb", "enter"),
        credited("E08"),
        "desk",
        an_offer,
    ),
    Row(
        "…of two that contradict, the second",
        ("f3", "2", "enter"),
        credited("E02"),
        "desk",
        contradiction,
    ),
    Row("…not a submission", ("f3", "ctrl+x", "enter"), act(Act.NOT_OURS), "desk", an_offer),
    Row("…later", ("f3", "ctrl+w"), act(Act.POSTPONE), "desk", four_mails),
    Row(
        "It is supporting material",
        ("f3", "ctrl+e", "2", "2", "enter"),
        kind_is("support"),
        "desk",
        contradiction,
    ),
    Row(
        "Which mail was not read, and why?",
        ("ctrl+p", ":dqwt", "enter"),
        says("锁住的材料"),
        "troubled",
    ),
    # -- marks -------------------------------------------------------------------------------------
    Row("A video of 8:42: accept it", ("ctrl+y", ":书记说明", "enter"), act(Act.ACCEPT)),
    Row("“We held our session”", ("ctrl+n", "ctrl+s"), act(Act.SESSION)),
    Row("An evaluation form on paper", ("ctrl+k", "1", "enter"), act(Act.FORM)),
    Row("The sub-committee has vetted it", ("ctrl+d", "ctrl+s"), act(Act.VETTED)),
    Row("“Two more days, please”", ("ctrl+e", ":+2", "enter", ":出差", "ctrl+s"), act(Act.EXTEND)),
    Row("What was said on the telephone", ("ctrl+b", ":周三再来电", "enter"), act(Act.NOTE)),
    Row("That was wrong", ("ctrl+d", "ctrl+s", "ctrl+z"), no_act(Act.VETTED)),
    Row(
        "A colleague rings them up by Wednesday",
        ("ctrl+k", ":jiaoban", "enter", ":小李", "enter", ":周三", "enter", ":电话核实", "ctrl+s"),
        act(Act.TASK),
    ),
    Row("A branch withdraws", ("ctrl+k", ":tuichu", "enter", ":整合", "ctrl+s"), act(Act.WITHDRAW)),
    # -- files from elsewhere ----------------------------------------------------------------------
    Row("Which link expires first?", ("ctrl+backslash",), says("成果视频"), "linked"),
    Row(
        "A file comes on a stick",
        ("insert", ":stick.txt", "ctrl+s"),
        act(Act.TAKE_IN),
        prepare=a_stick,
    ),
    # -- letters and papers ------------------------------------------------------------------------
    Row(
        "Remind everybody who owes",
        ("f4", "ctrl+a", "ctrl+y", "ctrl+t", "enter"),
        sent,
        "office",
        letters_due,
    ),
    Row("The figures on paper", ("f9", "enter"), written("*.docx")),
    Row("Whom to ring in the last days", ("f9", "5", "enter"), written("*.docx")),
    Row("Who still owes a session?", ("f6", "tab"), says(B2), prepare=ones),
    Row(
        "Select a case for the volume",
        ("f8", "tab", "tab", "ctrl+y", "enter"),
        act(Act.SELECT),
        prepare=ones,
    ),
    # -- and then ----------------------------------------------------------------------------------
    Row("A video is watched: all four hold", ("ctrl+g", "ctrl+a"), act(Act.CONFIRM), "videos"),
    Row("Who did what?", ("f12",), says("王老师")),
    Row(
        "The deadline moves",
        (
            "ctrl+p",
            ":shezhi",
            "enter",
            "down",
            "down",
            "enter",
            "ctrl+u",
            ":2027-04-16 17:00",
            "enter",
        ),
        deadline_is("2027-04-16 17:00"),
    ),
)


def test_the_document_has_every_row() -> None:
    text = DOCUMENT.read_text("utf-8")
    missing = [line for n, row in enumerate(ROWS, 1) if (line := row.line(n)) not in text]
    assert missing == []


def test_there_are_forty_rows_and_none_takes_more_than_seven_keys() -> None:
    assert len(ROWS) >= 40
    for row in ROWS:
        for width, _ in SIZES:
            assert int(row.count(width).split()[0]) <= MOST_KEYS, row.asked


async def go(pilot: Pilot[None], row: Row, width: int) -> None:
    await settle(pilot)
    for key in row.pressed(width):
        if key.startswith(":"):
            for char in key[1:]:
                await pilot.press(_NAMES.get(char, char))
            await settle(pilot)
        else:
            await press(pilot, key)


@pytest.mark.sweep
@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("size", SIZES, ids=["160x40", "120x30", "80x24"])
@pytest.mark.parametrize("row", [pytest.param(row, id=row.asked) for row in ROWS])
async def test_every_row_is_done_by_its_keys(
    row: Row,
    size: tuple[int, int],
    language: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = request.getfixturevalue(row.scene)
    monkeypatch.chdir(tmp_path)
    if row.prepare is not None:
        row.prepare(place, language)
    app = place.dashboard(language=language)
    async with app.run_test(size=size) as pilot:
        await go(pilot, row, size[0])
        assert row.done(app, place), text_of(app)
