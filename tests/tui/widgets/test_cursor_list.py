"""The code under all lists: what a key draws, and where the bar's thumb is."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scrollbar import ScrollBar

from tui.widgets.painted import Line, PlainScrollBar, thumb_cells
from tui.widgets.row_list import Row, RowList


class Long(App[None]):
    """Many rows of which few are seen; every drawing of a row is written down."""

    CSS = "RowList { height: 5; overflow-y: scroll; scrollbar-size-vertical: 1; }"

    def __init__(self, *, headed: bool = False) -> None:
        super().__init__()
        self.headed = headed
        self.drawn: list[str] = []

    def compose(self) -> ComposeResult:
        yield RowList(id="rows", empty="none")

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.show([self.row(number) for number in range(1000)])
        rows.focus()

    def row(self, number: int) -> Row:
        return Row(None if self.headed and number % 10 == 0 else str(number), self.make(number))

    def make(self, number: int) -> Callable[[int], Line]:
        def draw(width: int) -> Line:
            self.drawn.append(str(number))
            return ((f"row {number}"[:width], "text"),)

        return draw


def shown(rows: RowList) -> list[str]:
    return [
        rows.render_line(y).text.split("row ")[1].strip()
        for y in range(min(rows.size.height, rows.virtual_size.height))
    ]


async def test_a_key_that_scrolls_draws_the_two_rows_that_changed() -> None:
    app = Long()
    async with app.run_test(size=(20, 8)) as pilot:
        rows = app.query_one(RowList)
        await pilot.press("pagedown", "down", "down")
        await pilot.pause()
        assert shown(rows) == ["2", "3", "4", "5", "6"]
        app.drawn.clear()
        await pilot.press("down")
        await pilot.pause()
        assert sorted(app.drawn) == ["6", "7"]
        assert shown(rows) == ["3", "4", "5", "6", "7"]


async def test_a_key_that_the_list_has_no_use_for_is_the_apps() -> None:
    class Listening(Long):
        BINDINGS: ClassVar[list[BindingType]] = [Binding("right", "note")]

        def action_note(self) -> None:
            self.drawn.append("right")

    app = Listening()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.press("down", "right")
        await pilot.pause()
        assert app.query_one(RowList).current == "1"
        assert app.drawn[-1] == "right"


async def test_a_row_whose_facts_changed_is_drawn_anew() -> None:
    app = Long()
    async with app.run_test(size=(20, 8)) as pilot:
        rows = app.query_one(RowList)
        await pilot.pause()
        rows.show([Row("0", lambda _: (("row other", "text"),))])
        await pilot.pause()
        assert shown(rows) == ["other"]


async def test_the_heading_over_the_first_row_is_seen_again_on_the_way_up() -> None:
    app = Long(headed=True)
    async with app.run_test(size=(20, 8)) as pilot:
        rows = app.query_one(RowList)
        await pilot.press("end", "home")
        await pilot.pause()
        assert rows.current == "1"
        assert shown(rows)[0] == "0"


async def test_the_bar_follows_thousands_of_rows() -> None:
    app = Long()
    async with app.run_test(size=(20, 8)) as pilot:
        rows = app.query_one(RowList)
        bar = rows.vertical_scrollbar
        await pilot.pause()
        assert thumb_cells(bar, bar.position) == (0, 1)
        await pilot.press("end")
        await pilot.pause()
        assert bar.position == 995
        assert thumb_cells(bar, bar.position) == (4, 5)
        for _ in range(20):
            await pilot.press("up")
        await pilot.pause()
        assert bar.position == rows.scroll_offset.y == 979


@given(
    length=st.integers(1, 60),
    virtual=st.integers(1, 20_000),
    share=st.floats(0, 1, allow_nan=False),
)
def test_the_thumb_is_where_the_bar_draws_it(length: int, virtual: int, share: float) -> None:
    class Bar(ScrollBar):
        window_virtual_size = virtual
        window_size = length
        vertical = True

        def __init__(self) -> None:
            """Nothing of a widget but its figures."""

        @property
        def size(self) -> Size:
            return Size(1, length)

    if virtual <= length:
        assert thumb_cells(Bar(), 0) == (0, length)
        return
    position = share * (virtual - length)
    first, last = thumb_cells(Bar(), position)
    drawn = PlainScrollBar.render_bar(
        size=length, virtual_size=virtual, window_size=length, position=position
    )
    cells = [bool(one.style and one.style.reverse) for one in drawn.segments]
    assert cells == [first <= cell < last for cell in range(length)]
