"""The board as tests use it: opened, keys pressed, what its matrix shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from store.model import State
from tests.tui.conftest import settle
from tui.app.app import Dashboard

WIDE, NARROW = (160, 40), (80, 24)


@asynccontextmanager
async def opened(app: Dashboard, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[None]]:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def shown(app: Dashboard) -> list[str]:
    return [row.branch.id for row in app.board.matrix.rows]


def state(app: Dashboard, branch_id: str, column: str) -> State:
    view = app.board.view
    assert view is not None
    return next(row for row in view.rows if row.branch.id == branch_id).cell(column).state
