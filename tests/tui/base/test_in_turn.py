from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from textual import events
from textual.pilot import Pilot

from store.db.acts import Act
from store.db.decisions import live_decisions
from store.errors import StoreError
from tests.making import NOW
from tests.servers.smtp_sink import SmtpSink
from tests.tui.board_pilot import shown
from tests.tui.conftest import Place, fill, press, settle, text_of
from tests.tui.grids import NARROW, WIDE
from tests.tui.inbox.intake_mails import decided, desk
from tests.tui.letters.test_screen import office, sink
from tests.tui.test_journeys import four_mails, ones

__all__ = ["desk", "office", "sink"]


class HeldClock:
    """A clock that a worker waits for while it is `held`, and that `fails` it."""

    def __init__(self) -> None:
        self._goes = threading.Event()
        self._goes.set()
        self.fails = False

    def hold(self) -> None:
        self._goes.clear()

    def release(self) -> None:
        self._goes.set()

    def __call__(self) -> datetime:
        if threading.current_thread() is not threading.main_thread():
            self._goes.wait()
            if self.fails:
                raise StoreError("disk.full", folder="sixones")
        return NOW


def single(keys: tuple[str, ...]) -> list[str]:
    """The keys one by one; text stands behind a colon."""
    return [one for key in keys for one in (key[1:] if key.startswith(":") else (key,))]


def type_at_once(pilot: Pilot[None], *keys: str) -> None:
    """What a terminal gives in one piece."""
    for key in single(keys):
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


ROWS: tuple[tuple[tuple[str, ...], Callable[[Place, str], None] | None], ...] = (
    (("f3", "tab", "tab"), None),
    (("f3", "2"), None),
    (("f3", ":bs"), None),
    (("f4", "ctrl+a"), None),
    (("f4", "tab", "down"), None),
    (("f6", "tab"), ones),
    (("f7", "ctrl+n"), ones),
    (("f8", "tab", "down"), ones),
    (("f9", "5"), None),
    (("f12", "down"), None),
    (("ctrl+r", "end"), None),
)


@pytest.mark.parametrize(("keys", "prepare"), ROWS, ids=[" ".join(r[0]) for r in ROWS])
async def test_what_is_typed_before_a_place_is_read_is_done_there(
    place: Place, keys: tuple[str, ...], prepare: Callable[[Place, str], None] | None
) -> None:
    if prepare is not None:
        prepare(place, "zh_CN")
    seen = []
    for at_once in (False, True):
        clock = HeldClock()
        app = place.dashboard(clock=clock)
        async with app.run_test(size=WIDE) as pilot:
            await settle(pilot)
            if at_once:
                clock.hold()
                type_at_once(pilot, *keys)
                await pilot.pause()
                clock.release()
                await settle(pilot)
            else:
                await press(
                    pilot, *(c for key in keys for c in (key[1:] if key[0] == ":" else (key,)))
                )
            seen.append(text_of(app))
    assert seen[1] == seen[0]


async def test_a_row_that_is_typed_at_once_is_done_as_key_by_key(
    office: Place, sink: SmtpSink
) -> None:
    fill(office)
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        type_at_once(pilot, "f4", "ctrl+a", "ctrl+y", "ctrl+t", "enter")
        await settle(pilot)
    assert sink.recipients


async def test_keys_before_the_board_is_there_wait_for_it(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        assert not app.opened
        type_at_once(pilot, "4")
        await settle(pilot)
        assert shown(app) == ["B2"]


async def test_whoever_leaves_a_place_that_is_not_read_takes_back_what_was_typed_for_it(
    place: Place,
) -> None:
    clock = HeldClock()
    app = place.dashboard(clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        clock.hold()
        type_at_once(pilot, "f4", "ctrl+a", "ctrl+y", "f2", "4")
        await pilot.pause()
        assert shown(app) == ["B2"]
        clock.release()
        await settle(pilot)
        await press(pilot, "f4")
        assert "已批准" not in text_of(app)


async def test_nothing_is_kept_for_a_place_that_cannot_be_read(place: Place) -> None:
    clock = HeldClock()
    app = place.dashboard(clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        clock.hold()
        type_at_once(pilot, "f4", "ctrl+a")
        await pilot.pause()
        clock.fails = True
        clock.release()
        await settle(pilot)
        clock.fails = False
        await press(pilot, "f2", "2")
        assert shown(app) == ["B2", "B3", "B4", "B5", "B6", "B7"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_a_form_gets_what_is_typed_for_it_and_an_undo_what_was_decided(
    place: Place, size: tuple[int, int]
) -> None:
    app = place.dashboard()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        type_at_once(pilot, "ctrl+b", ":later", "enter", "ctrl+d", "ctrl+s", "ctrl+z")
        await settle(pilot)
    assert {one.act for one in live_decisions(place.store)} >= {Act.NOTE}
    assert all(one.act != Act.VETTED for one in live_decisions(place.store))


@pytest.mark.parametrize("hurried", [False, True])
async def test_each_enter_in_the_inbox_is_for_what_comes_after_the_one_before(
    desk: Place, *, hurried: bool
) -> None:
    four_mails(desk, "zh_CN")
    async with desk.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        if hurried:
            type_at_once(pilot, "f3", "enter", "enter", "enter")
            await settle(pilot)
        else:
            await press(pilot, "f3", "enter", "enter", "enter")
        assert len(decided(desk)) == 3
