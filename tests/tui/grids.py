"""Screens as grids of text that a reviewer can read, kept beside the tests; colour in a few SVGs.

After a wanted change `pytest --snapshot-update` writes them again; look at the difference.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App
from textual.pilot import Pilot

WIDE, NARROW = (160, 40), (80, 24)
BOTH = ("zh_CN", "en")
Step = Callable[[Pilot[Any]], Awaitable[None]]
Shows = Callable[[App[Any], tuple[int, int], Step], Awaitable[None]]


class TextGrid(SingleFileSnapshotExtension):
    """One file a screen: what the terminal shows, line by line, without trailing blanks."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def text_of(app: App[Any]) -> str:
    """What the terminal shows, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def grid_of(app: App[Any]) -> str:
    return "\n".join(line.rstrip() for line in text_of(app).splitlines()) + "\n"


@pytest.fixture
def shows(snapshot: SnapshotAssertion) -> Shows:
    """Run an app, take the steps, and compare what it shows with the grid that is kept."""

    async def compare(app: App[Any], size: tuple[int, int], steps: Step) -> None:
        async with app.run_test(size=size) as pilot:
            await steps(pilot)
            shown = grid_of(app)
        assert shown == snapshot(extension_class=TextGrid)

    return compare
