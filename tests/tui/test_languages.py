"""Every screen in both languages: English without Chinese, Chinese without English prose.

Data is in the language of the walk, so that what is left is prose of the program. Key names,
commands to type, addresses and names of formats are the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from mailsync.demo.notice import demo_notice
from store.db.database import open_store
from store.db.decisions import Marking
from store.intake import record as intake
from store.items.sessions import Session, save_session
from store.model import Address, Branch, FileKind, Link, Mail, SubCommittee
from store.workspace.settings import MailSettings
from store.workspace.workspace import change_setting, init_workspace
from tests.making import NOW, add_roster, ask, auto, make_mail, take_in
from tests.tui.conftest import LONG_VIDEO, Place, settle, text_of
from tui.app.app import Dashboard
from tui.places.registry import PLACES

SIZE = (200, 60)
# Not 、 and 【】: they stand between and around names, which are data.
_CHINESE = re.compile(r"[\u3400-\u9fff]+|[，。：；？！（）《》「」]")
# Two words of prose, or one that only prose has.
_ENGLISH = re.compile(
    r"\b[a-z]{3,} [a-z]{2,}\b|\b(?:the|and|not|with|from|this|that|was|are|you|please|failed)\b"
)
# The same in every language: commands to type, addresses, files, settings, names of programs.
_NEUTRAL = re.compile(
    # A roster is asked to write names as "college + number + 党支部".
    r"\+ 党支部|sixones(?: [a-z-]+)+|\S+@\S+|https?://\S+|\S*/\S+|\S+\.(?:toml|eml|mp4|zip|xlsx|csv|docx)\b"
    r"|\[bold\]|\[/bold\]|[a-z_]+\.[a-z_.]+|[a-z]+_[a-z_]+"
)
# They start programs outside, show both languages on purpose, or change the language.
_OUTSIDE = frozenset(
    (
        "open_file",
        "open_article",
        "open_report",
        "play",
        "browse",
        "palette",
        "quit",
        "reset",
        "turn_language",
    )
)


@dataclass
class Walk:
    """What was seen, by where."""

    seen: dict[str, str] = field(default_factory=dict)

    def look(self, where: str, app: Dashboard) -> None:
        self.seen[where] = text_of(app)

    def wrong(self, pattern: re.Pattern[str]) -> dict[str, list[str]]:

        def hit(line: str) -> bool:
            return pattern.search(_NEUTRAL.sub(" ", line)) is not None

        found = {
            where: sorted({line.strip() for line in text.splitlines() if hit(line)})
            for where, text in self.seen.items()
        }
        return {where: words for where, words in found.items() if words}


def plain_notice(folder: Path) -> Path:
    """A notice with every run of Chinese as a word of its own."""
    text = demo_notice(date(2027, 3, 15), date(2027, 4, 14))
    words: dict[str, str] = {}
    plain = re.sub(r"[^\x00-\x7f]+", lambda run: words.setdefault(run[0], f"W{len(words)}"), text)
    path = folder / "plain.toml"
    path.write_text(plain, encoding="utf-8")
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Place]:
    """A workspace whose data has no Chinese at all, in every state that mail brings."""
    workspace = init_workspace(
        tmp_path / "workspace",
        today=date(2027, 3, 20),
        mail=MailSettings(host="127.0.0.1", port=9, user="zzb@163.example", tls="none"),
        notice=str(plain_notice(tmp_path)),
        language="en",
    )
    workspace = change_setting(workspace, "language", "en")
    store = open_store(workspace.database)
    add_roster(
        store,
        (SubCommittee("U1", "Science", contacts=("s@neu.example",)), SubCommittee("U2", "Arts")),
        (
            Branch("B1", "U1", "Physics", secretary="Wang", consecutive_years=True),
            Branch("B2", "U1", "Chemistry"),
            Branch("B3", "U1", "Biology"),
            Branch("B4", "U2", "Music"),
        ),
    )
    made = Place(workspace, store)
    fill_plain(made)
    yield made
    store.close()


def plain_mail(*given: Any, **named: Any) -> Mail:
    """A mail whose sender has no Chinese name."""
    return replace(make_mail(*given, **named), sender=Address("Li", "s@neu.example"))


def fill_plain(made: Place) -> None:
    store = made.store
    first = plain_mail("Plan", [("plan.docx", "a")], at=NOW - timedelta(days=2))
    take_in(store, first, auto("B1", FileKind.PLAN), measures={"a": {"chars": 1900}})
    second = plain_mail(
        "Again", [("plan.docx", "b"), ("film.mp4", "f")], at=NOW - timedelta(days=1)
    )
    take_in(
        store,
        second,
        auto("B1", FileKind.PLAN),
        auto("B1", FileKind.VIDEO),
        measures={"b": {"chars": 1400}, "f": dict(LONG_VIDEO)},
    )
    long = plain_mail("Long", [("long.docx", "l")], at=NOW - timedelta(hours=4))
    take_in(store, long, auto("B2", FileKind.PLAN), measures={"l": {"chars": 1912}})
    asked = plain_mail("Whose", [("x.docx", "x")], at=NOW - timedelta(hours=3))
    take_in(store, asked, ask(FileKind.PLAN, "B2", "B3"))
    link = Link("https://mail.163.example/1", "mail.163.example", "film.mp4", 90_000_000,
                NOW + timedelta(days=2))  # fmt: skip
    linked = plain_mail("Link", links=[link], at=NOW - timedelta(hours=2))
    take_in(store, linked, auto("B3", FileKind.VIDEO))
    form = made.workspace.notice.sessions.forms[0]
    save_session(
        store,
        Session("S1", "U1", date(2027, 4, 8), "Hall", form, "held", {"B1": "secretary"}),
        made.workspace.notice,
        marking=Marking(NOW - timedelta(hours=20), "Li"),
    )
    ended = NOW - timedelta(minutes=2)
    intake.record_run(store, intake.SyncRun("m", ended, ended, 3, 10, 0, 1000))


async def back_to(pilot: Pilot[None], app: Dashboard, name: str) -> None:
    app.action_go(name)
    await settle(pilot)


async def walk_places(pilot: Pilot[None], app: Dashboard) -> Walk:
    """Every place, and what F1 says of it."""
    walk = Walk()
    await settle(pilot)
    for info in PLACES:
        await back_to(pilot, app, info.name)
        walk.look(info.name, app)
        await pilot.press("f1")
        await settle(pilot)
        walk.look(f"{info.name} F1", app)
        await pilot.press("escape")
        await settle(pilot)
    return walk


async def walk_commands(pilot: Pilot[None], app: Dashboard) -> Walk:
    """What every command of every place opens or says."""
    walk = Walk()
    await settle(pilot)
    for info in PLACES:
        await back_to(pilot, app, info.name)
        for command in app.place.OWN_COMMANDS:
            if command.name in _OUTSIDE or command.action.partition("(")[0] in _OUTSIDE:
                continue
            await back_to(pilot, app, info.name)
            await app.place.run_action(command.action)
            await settle(pilot)
            walk.look(f"{info.name}: {command.name}", app)
            for _ in range(3):
                if app.screen is app.place:
                    break
                await pilot.press("escape")
                await settle(pilot)
    return walk


WALKS = {"places": walk_places, "commands": walk_commands}


@pytest.mark.parametrize("walk", ["places", pytest.param("commands", marks=pytest.mark.sweep)])
async def test_english_screens_have_no_chinese_but_data(plain: Place, walk: str) -> None:
    app = Dashboard(
        plain.workspace,
        language="en",
        who="Li",
        password=lambda: "",
        clock=lambda: NOW,
        by_itself=False,
    )
    async with app.run_test(size=SIZE) as pilot:
        seen = await WALKS[walk](pilot, app)
    assert len(seen.seen) >= len(PLACES)
    assert seen.wrong(_CHINESE) == {}


@pytest.mark.parametrize("walk", ["places", pytest.param("commands", marks=pytest.mark.sweep)])
async def test_chinese_screens_have_no_english_prose(place: Place, walk: str) -> None:
    app = place.dashboard()
    async with app.run_test(size=SIZE) as pilot:
        seen = await WALKS[walk](pilot, app)
    assert len(seen.seen) >= len(PLACES)
    assert seen.wrong(_ENGLISH) == {}
