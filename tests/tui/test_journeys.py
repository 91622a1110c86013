"""What people see on their way through the program, one table for all screens.

A journey is a name, the facts it starts from, the keys, and the sizes and languages to look at.
Each is kept as a grid of text; those with `colour` as a picture too, wide and in Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec
import pytest
from textual.pilot import Pilot

from mailsync.review.packing import PackJob, keep_packs
from store.db.acts import Act
from store.db.decisions import Draft, Marking, decide
from store.items.viewing import claim, confirm
from store.rules.viewing import Quality
from store.views.items.review import review
from store.views.items.volume import selection
from tests.making import DEADLINE, NOW
from tests.tui.app.test_archive_opened import archive
from tests.tui.board.test_scope import OWN
from tests.tui.conftest import Place, fill, press, settle
from tests.tui.grids import BOTH, NARROW, WIDE, Shows, Step
from tests.tui.inbox.intake_mails import a_contradiction, desk, folder_of_two, give
from tests.tui.letters.test_screen import (
    go_to,
    hand_in,
    in_language,
    office,
    one_spoke,
    sent_earlier,
    sink,
    something_of_every_kind,
)
from tests.tui.ones import fill_ones
from tests.tui.places.test_problems import troubled
from tests.tui.places.test_roster import taught
from tests.tui.places.test_take_in import linked
from tests.tui.reports.test_screen import reports_of
from tests.tui.viewing.test_screen import look, videos
from tui.app.app import Dashboard

__all__ = ["archive", "desk", "linked", "office", "sink", "troubled", "videos"]
Compare = Callable[..., bool]


class Scene(Protocol):
    """Where a journey begins: a workspace, or an opened archive."""

    def dashboard(self, *, language: str, clock: Callable[[], datetime]) -> Dashboard: ...


@dataclass(frozen=True)
class Journey:
    """One way through the program."""

    name: str
    keys: tuple[str | Step, ...] = ()
    sizes: tuple[tuple[int, int], ...] = (WIDE, NARROW)
    languages: tuple[str, ...] = BOTH
    scene: str = "place"
    prepare: Callable[[Place, str], None] | None = None
    now: datetime = NOW
    colour: bool = False

    def app(self, scene: Place, language: str) -> Dashboard:
        if self.prepare is not None:
            self.prepare(scene, language)
        return scene.dashboard(language=language, clock=lambda: self.now)

    async def go(self, pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in self.keys:
            if isinstance(key, str):
                await press(pilot, key)
            else:
                await key(pilot)


def action(name: str) -> Step:
    """Run an action as the palette does."""

    async def run(pilot: Pilot[None]) -> None:
        await pilot.app.run_action(name)
        await settle(pilot)

    return run


def tab_of(zh_cn: str, en: str) -> Step:
    """Step through the tabs of letters to one."""

    async def run(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, Dashboard)
        await go_to(pilot, zh_cn if pilot.app.desk.wording.language == "zh_CN" else en)

    return run


async def to_out(pilot: Pilot[None]) -> None:
    """Reports go to a folder whose path is the same in every run."""
    assert isinstance(pilot.app, Dashboard)
    reports_of(pilot.app).with_folder(Path("out"))


def own_board(made: Place, _language: str) -> None:
    settings = msgspec.structs.replace(made.workspace.settings, scope=OWN)
    made.workspace = replace(made.workspace, settings=settings)


def ones(made: Place, _language: str) -> None:
    fill_ones(made)


def two_folders(made: Place, _language: str) -> None:
    folder_of_two(made)


def contradiction(made: Place, _language: str) -> None:
    a_contradiction(made)


def an_offer(made: Place, _language: str) -> None:
    give(made, "办公用品报价", "报价单.pdf", sender="shop@private.example")


def four_mails(made: Place, _language: str) -> None:
    folder_of_two(made)
    a_contradiction(made)
    give(made, "缺序号", "东方学院研究生党支部 方案.docx")
    give(made, "去年的材料", "东方学院研究生第一党支部 工作方案.docx", at=NOW - timedelta(days=80))


def colleague_decided(made: Place, _language: str) -> None:
    folder_of_two(made)
    draft = Draft(Act.CREDIT, "file:5", {"branch_ids": ["E06"], "kind": "support"})
    decide(made.store, [draft], at=NOW, who="王老师")


def taught_much(made: Place, _language: str) -> None:
    taught(made)


def letters_sent(made: Place, language: str) -> None:
    fill(made)
    sent_earlier(made)
    made.workspace = in_language(made, language)


def letters_due(made: Place, _language: str) -> None:
    fill(made)


def sharing_owed(made: Place, language: str) -> None:
    something_of_every_kind(made)
    one_spoke(made)
    made.workspace = in_language(made, language)


def packs_made(made: Place, language: str) -> None:
    fill_ones(made)
    made.workspace = in_language(made, language)
    for branch_id in ("B1", "B2", "B3", "B4"):
        hand_in(made, branch_id)
    view = review(made.store, made.workspace, now=NOW)
    cases = selection(made.store, made.workspace, now=NOW)
    packs = PackJob(made.workspace, view, cases, return_by=date(2027, 5, 10))
    keep_packs(packs, made.store, marking=Marking(NOW, "王老师"))


def years_complete(made: Place, _language: str) -> None:
    # Without it the screen says where to write it, in a folder of this one run.
    made.workspace.days.write_text("complete_years = [2027]\n", encoding="utf-8")


def others_judged(made: Place, _language: str) -> None:
    verdicts = {**dict.fromkeys(Quality, True), Quality.VOICE: False}
    confirm(made.store, "file:1", verdicts, reason="", marking=Marking(NOW, "王老师"))
    claim(made.store, "file:2", who="王老师", at=NOW)


ZH, LAST_HOURS = ("zh_CN",), DEADLINE - timedelta(hours=2)
JOURNEYS = (
    # -- the board ---------------------------------------------------------------------------------
    Journey("a new user opens the board", colour=True),
    Journey("enter opens a branch where the terminal is narrow", ("enter",), (NARROW,)),
    Journey(
        "a session is filled in for two branches",
        ("down", "down", "down", "space", "space", "ctrl+n"),
        (NARROW,),
    ),
    Journey("the known session comes back to be changed", ("ctrl+n",), (WIDE,), ZH),
    Journey("a form on paper is marked for a whole session", ("ctrl+k", "1", "enter"), (WIDE,), ZH),
    Journey("the palette finds a command by initials", ("ctrl+p", "c", "x"), (NARROW,), ZH),
    Journey("f1 explains keys and states", ("f1",), (WIDE,)),
    Journey(
        "the light theme shows the same", ("ctrl+p", *"qhys", "enter"), (WIDE,), ZH, colour=True
    ),
    Journey("on the last day the countdown is red", (), (NARROW,), ZH, now=LAST_HOURS, colour=True),
    Journey(
        "after the deadline what is missing is late", (), (WIDE,), ZH,
        now=DEADLINE + timedelta(days=2, hours=1), colour=True,
    ),
    Journey("on the last day the missing are called up", ("2",), now=LAST_HOURS),
    Journey("a branch is found by its pinyin as one types", ("ctrl+f", *"boshi"), (NARROW,)),
    Journey(
        "somebody asks for two more days", ("ctrl+e", "plus", "2", "enter", *"bb", "enter"), (WIDE,)
    ),
    Journey("a hard finding is accepted with a reason", ("down", "ctrl+y"), (NARROW,)),
    Journey("the filters orders and views are one list", ("ctrl+l",), (WIDE,)),
    Journey("the history says who did what", ("f12",)),
    Journey("a sub-committee opens its own board", (), (WIDE,), ZH, prepare=own_board),
    Journey("a sub-committee opens its own board", (), (NARROW,), ("en",), prepare=own_board),
    Journey("an archive is the board it was", ("f5",), scene="archive"),
    # -- the inbox ---------------------------------------------------------------------------------
    Journey(
        "a mail of a sub-committee waits", ("f3",), scene="desk", prepare=two_folders, colour=True
    ),
    Journey(
        "a contradiction names both places", ("f3",), (WIDE, NARROW), ZH, "desk", contradiction
    ),
    Journey(
        "a folder is bound and the next question is ready",
        ("f3", "left", "up", "right", "down", "enter"), (WIDE, NARROW), ZH, "desk", two_folders,
    ),
    Journey("letters narrow the branches", ("f3", *"zdh"), (NARROW,), ZH, "desk", two_folders),
    Journey("a kind is picked from a list", ("f3", "ctrl+e"), (NARROW,), ZH, "desk", two_folders),
    Journey("not ours may be remembered", ("f3", "ctrl+x"), (NARROW,), ZH, "desk", an_offer),
    Journey(
        "the list of mails shows the order of work",
        ("f3", "ctrl+l"), (NARROW,), BOTH, "desk", four_mails,
    ),
    Journey("an empty inbox says so", ("f3",), (NARROW,), scene="desk"),
    Journey("quoted mail is unfolded", ("f3", "ctrl+k", "2"), (WIDE,), ZH, "desk", two_folders),
    Journey(
        "what a colleague decided is on the file",
        ("f3", "left", "end", "up"), (WIDE,), ZH, "desk", colleague_decided,
    ),
    # -- letters -----------------------------------------------------------------------------------
    Journey(
        "letters are looked at by urgency",
        ("f4", "space", "ctrl+y"), scene="office", prepare=letters_sent, colour=True,
    ),
    Journey(
        "a letter in doubt is looked at",
        ("f4", "shift+tab", "shift+tab", "enter"), (NARROW,), ZH, "office", letters_sent,
    ),
    Journey("a letter is edited", ("f4", "enter"), (NARROW,), ZH, "office", letters_due),
    Journey(
        "who owes a session or a form is looked at",
        ("f4", tab_of("催分享", "Sharing")), scene="office", prepare=sharing_owed,
        now=DEADLINE + timedelta(days=1),
    ),
    Journey(
        "the letter with a pack is looked at",
        ("f8", "ctrl+k", "3", "shift+tab", "down"), scene="office", prepare=packs_made,
    ),
    # -- items 3 to 6 ------------------------------------------------------------------------------
    Journey("f7 shows branches by channels", ("f7",), prepare=ones, colour=True),
    Journey("f6 shows sessions with their agenda", ("f6",), prepare=ones, colour=True),
    Journey("f6 shows who still owes what", ("f6", "tab", "down"), (NARROW,), prepare=ones),
    Journey(
        "f6 shows the fields of a form and that one is empty",
        ("f6", "tab", "tab", "down"), (WIDE,), prepare=ones,
    ),
    Journey("f8 shows results and flags disagreement", ("f8", "down"), prepare=ones, colour=True),
    Journey(
        "f8 shows the panel and what is outstanding", ("f8", "tab"), (NARROW,), prepare=ones
    ),
    Journey(
        "f8 shows the selection sheet with its four sources", ("f8", "tab", "tab"), prepare=ones
    ),
    Journey(
        "the form of an article says that it presents several",
        ("f7", "enter"), (NARROW,), prepare=ones,
    ),
    Journey(
        "the form of a session lists every branch of the sub-committee",
        ("f6", "enter"), (NARROW,), prepare=ones,
    ),
    Journey(
        "f1 explains the keys of the tab that is shown", ("f8", "tab", "f1"), (WIDE,), prepare=ones
    ),
    # -- reports, videos, and the smaller places ---------------------------------------------------
    Journey(
        "f9 shows the reports and the first page of the circular", ("f9", to_out), colour=True
    ),
    Journey("the second tab shows arrivals against the deadline", ("f9", to_out, "tab")),
    Journey(
        "the ledger is previewed as tables", ("f9", to_out, "down", "down", "down"), (WIDE,), ZH
    ),
    Journey(
        "a video is judged beside what the machine measured",
        ("ctrl+g", "1", "3", "3", look), scene="videos", colour=True,
    ),
    Journey(
        "a video that another person judged and one that another watches",
        ("ctrl+g", "end", look), (WIDE,), ZH, "videos", others_judged,
    ),
    Journey(
        "what to fix stands before what to know", ("ctrl+r",), (NARROW,), BOTH, "desk", taught_much
    ),
    Journey(
        "the memory is laid open", ("ctrl+r", "tab"), (NARROW,), BOTH, "desk", taught_much
    ),
    Journey(
        "what was not read is listed with time and reason",
        (action("app.go('problems')"),), scene="troubled",
    ),
    Journey("links wait to be fetched", ("ctrl+backslash",), scene="linked"),
    Journey(
        "a downloaded file is taken in for its link",
        ("ctrl+backslash", "down", "down", "insert"), (NARROW,), scene="linked",
    ),
    Journey(
        "the settings are looked through",
        (action("app.go('settings')"), "down", "down", "down"), prepare=years_complete, colour=True,
    ),
)  # fmt: skip


def views() -> Iterator[object]:
    """Every journey in each of its sizes and languages."""
    for one in JOURNEYS:
        for size in one.sizes:
            for language in one.languages:
                shape = "wide" if size == WIDE else "narrow"
                named = f"{one.name}, {shape}, {language}"
                yield pytest.param(one, size, language, id=named)


@pytest.mark.parametrize(("journey", "size", "language"), list(views()))
async def test_people_read(
    journey: Journey,
    size: tuple[int, int],
    language: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shows: Shows,
) -> None:
    scene = request.getfixturevalue(journey.scene)
    monkeypatch.chdir(tmp_path)
    await shows(journey.app(scene, language), size, journey.go)


@pytest.mark.parametrize(
    "journey", [pytest.param(one, id=one.name) for one in JOURNEYS if one.colour]
)
def test_colours_say_the_same(
    journey: Journey,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snap_compare: Compare,
) -> None:
    scene = request.getfixturevalue(journey.scene)
    monkeypatch.chdir(tmp_path)
    app = journey.app(scene, journey.languages[0])
    assert snap_compare(app, terminal_size=journey.sizes[0], run_before=journey.go)
