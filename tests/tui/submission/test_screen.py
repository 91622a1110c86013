"""上报 as a secretary of a sub-committee drives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.model import FileKind, Params
from store.workspace.workspace import change_setting, open_workspace
from tests.mailsync.submission.desk import SubmittingDesk
from tests.servers.smtp_sink import SmtpSink, smtp_sink
from tests.tui.conftest import Place, press, settle, text_of
from tests.tui.grids import NARROW, WIDE, Shows
from tui.app.app import Dashboard

MIDDLE = (120, 30)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path, sink: SmtpSink) -> Iterator[SubmittingDesk]:
    """U1 with one branch that can be handed on and one that nobody vetted."""
    made = SubmittingDesk(tmp_path)
    workspace = made.workspace
    for key, value in (
        ("smtp.host", sink.host),
        ("smtp.port", sink.port),
        ("smtp.tls", "none"),
        ("smtp.user", "xinxi@neu.example"),
        ("letters.pace_s", 0),
        ("letters.submit_to", "zzb@neu.example"),
    ):
        workspace = change_setting(workspace, key, value)
    made.workspace = replace(open_workspace(workspace.folder), folder=workspace.folder)
    film: Params = {"duration_s": 432.0, "width": 1920, "height": 1080}
    made.deliver("B1", FileKind.PLAN, "plan one")
    made.deliver("B1", FileKind.VIDEO, "film", name="成果.mp4", measures=film)
    made.deliver("B2", FileKind.PLAN, "plan two")
    made.later(minutes=5)
    made.vet("B1")
    yield made
    made.store.close()


def dashboard(desk: SubmittingDesk, language: str = "zh_CN") -> Dashboard:
    desk.later(minutes=1)
    place = Place(desk.workspace, desk.store)
    return place.dashboard(language=language, clock=lambda: desk.now)


def screen(pilot: Pilot[Any]) -> str:
    assert isinstance(pilot.app, Dashboard)
    return text_of(pilot.app)


async def test_it_is_looked_at_asked_once_and_handed_on_once(
    desk: SubmittingDesk, sink: SmtpSink
) -> None:
    async with dashboard(desk).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+t")
        assert "可报" in screen(pilot)
        assert "还没有审核" in screen(pilot)
        await press(pilot, "ctrl+t")
        shown = screen(pilot)
        assert "寄出 1 封邮件：1 个党支部，2 个文件" in shown
        assert sink.taken == []
        await press(pilot, "escape")
        assert "没有寄" in screen(pilot)
        assert sink.taken == []
        await press(pilot, "ctrl+t", "enter")
        assert "已寄出 1 封" in screen(pilot)
        await press(pilot, "tab")
        assert "已报" in screen(pilot)
        await press(pilot, "ctrl+t")
        assert "没有可以上报的" in screen(pilot)
    assert sink.recipients == ["zzb@neu.example"]


async def test_a_reason_takes_along_what_is_not_vetted(
    desk: SubmittingDesk, sink: SmtpSink
) -> None:
    async with dashboard(desk).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+t", "down", "ctrl+y", *"abc", "enter")
        assert "附说明上报" in screen(pilot)
        await press(pilot, "ctrl+t")
        assert "2 个党支部，3 个文件" in screen(pilot)
        await press(pilot, "enter")
    assert len(sink.taken) == 1


async def test_only_the_selected_branches_go(desk: SubmittingDesk, sink: SmtpSink) -> None:
    desk.vet("B2")
    async with dashboard(desk).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+t", "down", "space", "ctrl+t")
        assert "1 个党支部，1 个文件" in screen(pilot)


async def test_what_is_not_vetted_is_vetted_here(desk: SubmittingDesk, sink: SmtpSink) -> None:
    async with dashboard(desk).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+t", "down", "ctrl+d", *"li", "enter")
        assert "已标为分党委审核" in screen(pilot)
        assert "可报 2" in screen(pilot)
        await press(pilot, "ctrl+z")
        assert "可报 1" in screen(pilot)


async def test_it_goes_to_a_stick(desk: SubmittingDesk, tmp_path: Path, sink: SmtpSink) -> None:
    stick = tmp_path / "u"
    stick.mkdir()
    async with dashboard(desk).run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+t", "ctrl+k", "1", "enter")
        assert "请写文件夹" in screen(pilot)
        for char in str(stick):
            await pilot.press("slash" if char == "/" else "minus" if char == "-" else
                              "underscore" if char == "_" else char)  # fmt: skip
        await press(pilot, "enter")
        assert "并已登记" in screen(pilot)
    assert len(list(stick.iterdir())) == 1
    assert sink.taken == []


async def test_in_the_department_there_is_nothing_to_hand_on(place: Place) -> None:
    async with place.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+t")
        assert "Ctrl+T" not in screen(pilot)
        assert isinstance(pilot.app, Dashboard)
        pilot.app.action_go("submission")
        await settle(pilot)
        assert "这是组织部的工作区" in screen(pilot)


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW], ids=["wide", "middle", "narrow"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    "keys", [(), ("ctrl+t",), ("ctrl+t", "escape")], ids=["list", "ask", "mail"]
)
async def test_a_sub_committee_looks_at_what_it_hands_on(
    desk: SubmittingDesk,
    shows: Shows,
    size: tuple[int, int],
    language: str,
    keys: tuple[str, ...],
) -> None:
    async def step(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, "ctrl+t", *keys)

    await shows(dashboard(desk, language), size, step)
