from __future__ import annotations

from textual.app import App, ComposeResult

from tui.widgets.painted import Line
from tui.widgets.row_list import Row, RowList


def row(key: str | None, text: str) -> Row:
    def draw(width: int) -> Line:
        return ((text[:width], "text"),)

    return Row(key, draw)


class Shown(App[None]):
    CSS = "RowList { height: 4; }"

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[str] = []
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield RowList(id="rows", empty="nothing here")

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        self.moves.append(message.key)

    def on_row_list_opened(self, message: RowList.Opened) -> None:
        self.opened.append(message.key)


ROWS = [row(None, "Unit one"), row("a", "A"), row("b", "B"), row(None, "Unit two"), row("c", "C")]


async def test_the_cursor_skips_headings_and_stays_on_its_key() -> None:
    app = Shown()
    async with app.run_test(size=(20, 6)) as pilot:
        rows = app.query_one(RowList)
        rows.show(ROWS)
        rows.focus()
        await pilot.press("down", "down", "down")
        assert rows.current == "c"
        rows.show(ROWS[3:])
        assert rows.current == "c"
        rows.show(ROWS[:3])
        assert rows.current == "a"
        await pilot.pause()
        assert app.moves == ["a", "b", "c", "a"]


async def test_rows_are_selected_in_their_order_and_let_go() -> None:
    app = Shown()
    async with app.run_test(size=(20, 6)) as pilot:
        rows = app.query_one(RowList)
        rows.show(ROWS)
        rows.focus()
        await pilot.press("end")
        rows.toggle()
        await pilot.press("home")
        rows.toggle()
        assert list(rows.chosen) == ["a", "c"]
        assert rows.clear_selection()
        assert not rows.clear_selection()
        assert list(rows.chosen) == ["b"]


async def test_a_click_chooses_a_row_and_a_second_one_opens_it() -> None:
    app = Shown()
    async with app.run_test(size=(20, 6)) as pilot:
        rows = app.query_one(RowList)
        rows.show(ROWS)
        await pilot.click(RowList, offset=(3, 2))
        assert rows.current == "b"
        await pilot.click(RowList, offset=(3, 2))
        await pilot.click(RowList, offset=(3, 0))
        assert rows.current == "b"
        assert app.opened == ["b"]


async def test_an_empty_list_says_so_once_it_is_known_to_be_empty() -> None:
    app = Shown()
    async with app.run_test(size=(20, 6)):
        rows = app.query_one(RowList)
        assert rows.current is None
        assert rows.chosen == ()
        assert rows.render_line(0).text.strip() == ""
        rows.show([])
        assert "nothing here" in rows.render_line(0).text
