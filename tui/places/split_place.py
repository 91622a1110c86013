"""A place with a list and, beside or below it, all that is known of the row under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from tui.base import keys
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.places.place import SCROLLING, Place
from tui.widgets.painted import Line, Painted
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import Row, RowList
from tui.widgets.tab_line import TabLine
from tui.widgets.table import Table
from tui.widgets.text_pane import TextPane

Facts = TypeVar("Facts")
# From this width on the details stand beside the list.
BESIDE_FROM = 120


# What every such place can do.
_ALL = (
    *SCROLLING,
    Command("next_tab(-1)", keys.PREVIOUS, "shang yi ye", 62, code="turn_back"),
)


class ColumnHeads(Painted):
    """The heads over the list's columns."""

    def __init__(self, make: Callable[[int], Line]) -> None:
        super().__init__(id="column-heads")
        self._make = make

    def lines(self, width: int) -> Sequence[Line]:
        """The line to draw, leaving room for the list's marks and its scroll bar."""
        return (((" " * RowList.MARK_WIDTH, "dim"), *self._make(width - RowList.MARK_WIDTH - 1)),)


class SplitPlace(Place[Facts]):
    """Has `rows`, `table`, `detail` and `counts` made anew whenever something changed.

    `TABS` are worded `NAME.tab_TAB`; `OF_TABS` limits commands, by name, to some of them.
    """

    # Textual adds up the keys of a class and its bases.
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = _ALL
    TABS: ClassVar[tuple[str, ...]] = ()
    OF_TABS: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts: Facts | None = None

    # -- what a place makes ----------------------------------------------------------------

    def rows(self, facts: Facts) -> Sequence[Row]:
        """The rows of the list, of the tab that is shown."""
        raise NotImplementedError

    def table(self) -> Table[Any]:
        """The columns of the list, of the tab that is shown."""
        raise NotImplementedError

    def detail(self, width: int) -> list[Line]:
        """All that is known of the row under the cursor."""
        raise NotImplementedError

    def counts(self, facts: Facts) -> Line:
        """What stands behind the title."""
        raise NotImplementedError

    # -- the parts -------------------------------------------------------------------------

    @property
    def tab(self) -> str:
        """The tab that is shown, "" where there are none."""
        lines = self.query(TabLine)
        return lines.first().chosen if lines else next(iter(self.TABS), "")

    @property
    def row_list(self) -> RowList:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def commands(self) -> tuple[Command, ...]:
        """Everything that can be done here; of the tabs, that of the one that is shown."""
        tab = self.tab
        return tuple(
            command
            for command in (*super().commands, *_ALL)
            if not tab or tab in self.OF_TABS.get(command.name, self.TABS)
        )

    def body(self) -> ComposeResult:
        """Tabs, list and details."""
        say = self.desk.wording.say
        if self.TABS:
            yield TabLine([(tab, say(f"{self.NAME}.tab_{tab}")) for tab in self.TABS])
        with Container(classes="split"):
            with Vertical(classes="left"):
                yield ColumnHeads(lambda width: self.table().heads(width))
                yield RowList(id="list", empty=say(f"{self.NAME}.empty"))
            yield TextPane(self._detail, id="detail")

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.row_list.focus()
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Put the details beside the list where there is room."""
        self.set_class(event.size.width >= BESIDE_FROM, "beside")

    def show(self, facts: Facts) -> None:
        """Draw what was read."""
        self.facts = facts
        self.query_one(PlaceHead).count(self.counts(facts))
        self.redraw()

    def redraw(self, *, home: bool = False) -> None:
        """Draw list and details anew."""
        if self.facts is None:
            return
        self.row_list.show(self.rows(self.facts))
        self.query_one(ColumnHeads).refresh()
        self.show_detail(home=home)

    def show_detail(self, *, home: bool = True) -> None:
        """Draw the details anew."""
        self.query_one("#detail", TextPane).show(self._detail, home=home)

    def on_row_list_moved(self) -> None:
        """Show another row's details."""
        self.show_detail()

    def on_tab_line_chosen(self) -> None:
        """Show another tab."""
        self.row_list.clear_selection()
        self.show_keys()
        self.redraw(home=True)
        self.row_list.focus()

    def action_scroll_detail(self, by: int) -> None:
        """Scroll the details; the cursor stays in the list."""
        self.query_one("#detail", TextPane).scroll_relative(y=by, animate=False)

    def action_next_tab(self, by: int = 1) -> None:
        """Go to the next tab, or to the one before; without tabs there is nowhere to go."""
        for tabs in self.query(TabLine):
            tabs.step(by)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002  (Textual's)
    ) -> bool | None:
        """Keys of another tab do nothing."""
        tabs = self.OF_TABS.get(action)
        return tabs is None or self.tab in tabs

    def action_select(self) -> None:
        """Select the row under the cursor or let it go."""
        self.row_list.toggle()

    def let_go(self) -> None:
        """Esc: let go the selection, else what is said."""
        if not self.row_list.clear_selection():
            super().let_go()

    def _detail(self, width: int) -> list[Line]:
        return self.detail(width) if self.facts is not None else []
