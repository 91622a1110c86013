"""The board's own compositor draws what Textual's draws."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input, Static

from tui.base.compositor import FrontCompositor
from tui.widgets.painted import Line
from tui.widgets.row_list import Row, RowList

SIZE = (40, 14)


class Mixed(App[None]):
    """Widgets beside, above and over each other, scrolled ones too."""

    CSS = """
    RowList { width: 20; height: 1fr; overflow-y: scroll; scrollbar-size-vertical: 1; }
    #right { padding: 1; border: round red; width: 1fr; overflow-y: auto; }
    #over { layer: front; offset: 5 3; width: 12; height: 3; background: blue; }
    Screen { layers: below front; }
    Horizontal { height: 10; }
    """

    def compose(self) -> ComposeResult:
        yield Static("head")
        with Horizontal():
            yield RowList(id="rows", empty="none")
            with Vertical(id="right"):
                for number in range(9):
                    yield Static(f"line {number}", id=f"line-{number}")
        yield Input("typed")
        yield Static("over everything", id="over")

    def on_mount(self) -> None:
        def drawn(number: int) -> Callable[[int], Line]:
            return lambda width: ((f"{number} 支部"[:width], "text"),)

        self.query_one(RowList).show([Row(str(n), drawn(n)) for n in range(50)])


def cells(update: object, app: App[None]) -> str:
    """What an update writes to the terminal."""
    assert isinstance(update, ChopsUpdate)
    return update.render_segments(app.console)


@pytest.mark.parametrize(
    "regions",
    [
        (Region(0, 0, 40, 1),),
        (Region(3, 2, 9, 4),),
        (Region(0, 1, 20, 10), Region(22, 6, 3, 1)),
        (Region(39, 0, 1, 14),),
        (Region(0, 13, 1, 1), Region(39, 0, 1, 1)),
        (Region(4, 3, 14, 3), Region(19, 1, 2, 11)),
    ],
)
async def test_a_part_of_the_screen_is_drawn_as_textual_draws_it(
    regions: tuple[Region, ...],
) -> None:
    app = Mixed()
    async with app.run_test(size=SIZE) as pilot:
        app.query_one(RowList).focus()
        await pilot.press("end")
        await pilot.pause()
        theirs = app.screen._compositor
        assert type(theirs) is Compositor
        ours = FrontCompositor()
        ours.reflow(app.screen, app.screen.size)
        ours._dirty_regions = set(regions)
        theirs._dirty_regions = set(regions)
        assert cells(ours.render_update(), app) == cells(theirs.render_update(), app)
        whole = [strip.text for strip in theirs.render_strips()]
        assert [strip.text for strip in ours.render_strips()] == whole
        assert any("49 支部" in line for line in whole)


class Layered(App[None]):
    """One widget under another, beside a third."""

    CSS = """
    Screen { layers: below front; }
    Ground { width: 20; height: 4; }
    #over { layer: front; width: 20; height: 2; }
    """

    def compose(self) -> ComposeResult:
        yield Ground("below", id="below")
        yield Ground("apart", id="apart")
        yield Static("over", id="over")


class Ground(Static):
    """Knows which of its lines were drawn."""

    drawn: frozenset[int] = frozenset()

    def render_lines(self, crop: Region) -> list[Strip]:
        self.drawn |= set(crop.line_range)
        return super().render_lines(crop)


async def test_what_lies_under_something_else_is_not_drawn() -> None:
    app = Layered()
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        ours = FrontCompositor()
        ours.reflow(app.screen, app.screen.size)
        below, apart = app.query_one("#below", Ground), app.query_one("#apart", Ground)
        below.drawn = apart.drawn = frozenset()
        ours._dirty_regions = {Region(0, 0, 20, 3)}
        ours.render_update()
        assert below.drawn == {2}
        assert apart.drawn == frozenset()
