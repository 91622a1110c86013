from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from tui.base.cells import width_of
from tui.widgets.tab_line import TabLine

KINDS = [(f"k{at:02d}", f"信件{at:02d}") for at in range(1, 13)]


class Shown(App[None]):
    CSS = "TabLine { height: 1; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield TabLine(KINDS)

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        self.chosen.append(message.tab)

    def drawn(self) -> str:
        tabs = self.query_one(TabLine)
        return tabs.render_line(0).text


def text_of(tabs: TabLine, width: int) -> str:
    return "".join(text for text, _ in tabs.lines(width)[0])


def test_tabs_that_fit_are_all_there_without_marks() -> None:
    tabs = TabLine(KINDS[:3])
    assert text_of(tabs, 40) == "[信件01]   信件02    信件03   "


async def test_tabs_that_do_not_fit_are_turned_like_pages() -> None:
    app = Shown()
    async with app.run_test(size=(50, 3)) as pilot:
        tabs = app.query_one(TabLine)
        assert app.drawn().split() == ["[信件01]", "信件02", "信件03", "信件04", ">"]
        tabs.step(4)
        await pilot.pause()
        assert app.drawn().split() == ["<", "[信件05]", "信件06", "信件07", "信件08", ">"]
        tabs.step(-5)
        await pilot.pause()
        assert app.drawn().split() == ["<", "信件09", "信件10", "信件11", "[信件12]"]


async def test_a_click_chooses_a_tab_and_the_marks_lead_beyond_the_edge() -> None:
    app = Shown()
    async with app.run_test(size=(50, 3)) as pilot:
        line = app.drawn()
        await pilot.click(TabLine, offset=(cells(line, "信件03") + 1, 0))
        assert app.chosen == ["k03"]
        await pilot.click(TabLine, offset=(cells(app.drawn(), ">") + 1, 0))
        assert app.chosen[-1] == "k05"
        await pilot.click(TabLine, offset=(cells(app.drawn(), "信件07") + 1, 0))
        assert app.chosen[-1] == "k07"
        await pilot.click(TabLine, offset=(1, 0))
        assert app.chosen[-1] == "k04"
        await pilot.click(TabLine, offset=(49, 0))
        assert app.chosen[-1] == "k04"


def cells(line: str, part: str) -> int:
    return width_of(line[: line.index(part)])


def test_other_tabs_leave_the_chosen_one_chosen() -> None:
    tabs = TabLine(KINDS)
    tabs.show([KINDS[0], KINDS[4]])
    assert tabs.chosen == "k01"
    tabs.show([KINDS[4], ("k01", "信件01 3")])
    assert tabs.chosen == "k01"
    assert text_of(tabs, 80) == " 信件05   [信件01 3]  "


@given(
    st.lists(st.text("信a", min_size=1, max_size=9), min_size=1, max_size=14),
    st.integers(0, 13),
    st.integers(20, 90),
)
def test_the_chosen_tab_is_on_the_line_at_any_width(
    titles: list[str], chosen: int, width: int
) -> None:
    named = [(str(at), title) for at, title in enumerate(titles)]
    at = chosen % len(titles)
    tabs = TabLine([named[at]])
    tabs.show(named)
    line = text_of(tabs, width)
    assert f"[{titles[at]}]" in line
    # What hangs over is blank or the title of a lone tab.
    assert width_of(line.rstrip()) <= max(width, width_of(titles[at]) + 8)
    shown = sum(1 for word in line.split() if word not in "<>")
    assert ("<" in line or ">" in line) == (shown < len(titles))
