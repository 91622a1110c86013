"""The day of the deadline as pictures: docs/working-day.md, where no other journey shows it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from textual.pilot import Pilot

from store.intake import record as intake
from tests.making import DEADLINE
from tests.tui.conftest import Place, settle
from tests.tui.grids import NARROW, WIDE, Shows
from tui.app.app import Dashboard

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
LANGUAGES = pytest.mark.parametrize("language", ["zh_CN", "en"])


class Clock:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@LANGUAGES
@SIZES
async def test_the_phone_rings_and_the_branch_is_found_by_its_initials(
    place: Place, shows: Shows, size: tuple[int, int], language: str
) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in ("ctrl+f", *"zdhyjs", "enter"):
            await pilot.press(key)
        await settle(pilot)
        if size[0] < 120:
            await pilot.press("enter")
        await settle(pilot)

    await shows(place.dashboard(language=language), size, run)


@LANGUAGES
@SIZES
async def test_the_deadline_passes_and_the_list_is_written_by_itself(
    place: Place, shows: Shows, size: tuple[int, int], language: str
) -> None:
    clock = Clock(DEADLINE - timedelta(seconds=5))
    seen = DEADLINE + timedelta(minutes=2)
    intake.record_run(place.store, intake.SyncRun("m", clock.now, clock.now, 0, 13, 0, 0))
    app = place.dashboard(clock=clock, language=language, by_itself=True)

    async def run(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, Dashboard)
        await settle(pilot)
        # Another program reads the mailbox after the deadline; this one only watches.
        clock.now = seen + timedelta(minutes=1)
        intake.record_run(place.store, intake.SyncRun("m", seen, seen, 1, 13, 0, 0))
        pilot.app.poll()
        pilot.app.tick()
        await settle(pilot)
        await settle(pilot)

    await shows(app, size, run)
    assert list(place.workspace.folder.glob("frozen-*.json"))
