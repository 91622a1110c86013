"""Finding on the board: filters, sub-committees, sorts, saved views, and typing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from store.errors import ConfigError, SixOnesError
from store.views.board.finding import Filter, Order, Wanted, counts, find
from store.views.board.saved_views import SavedView, drop_view, save_view, saved_views
from store.views.board.search import SearchIndex
from store.views.board.types import BranchRow, DashboardView
from tui.board.filter_line import Found
from tui.board.find_input import FindInput
from tui.board.screen import BoardScreen
from tui.dialogs.ask import AskText
from tui.dialogs.pick import Entry, Pick


class BoardFinding:
    """Knows which rows are wanted, and has the board show them."""

    def __init__(self, board: BoardScreen) -> None:
        self._board = board
        self._counts: dict[Filter, int] = {}
        self.wanted = Wanted()
        self.index: SearchIndex | None = None

    # -- what is shown ---------------------------------------------------------------------

    def show(self, view: DashboardView) -> None:
        """Show another snapshot as it is wanted."""
        self._counts = counts(view.rows)
        self._apply(view)

    def want(self, wanted: Wanted) -> None:
        """Show other rows, or the same in another order."""
        self.wanted = wanted
        if self._board.view is not None:
            self._apply(self._board.view)

    def let_go(self) -> bool:
        """Show all rows again; False where they were shown already."""
        if self.wanted == Wanted():
            return False
        self.want(Wanted())
        return True

    def _apply(self, view: DashboardView) -> None:
        rows = find(view.rows, self.wanted, self.index)
        # The missing are called up: their telephone numbers stand beside them.
        phones = self.wanted.filter in (Filter.INCOMPLETE, Filter.LATE)
        flat = self.wanted.order is not Order.UNIT
        self._board.matrix.show(rows, everyone=view.rows, flat=flat, phones=phones)
        unit, unowned = self._unit_name(view.rows), self._unowned()
        found = Found(self._counts, self.wanted, len(rows), unit, unowned)
        self._board.filters.show(view, found)
        if not rows:
            self._board.branch.show_current()

    def _unowned(self) -> int:
        words = self.wanted.text.casefold().split()
        return self.index.mails_of_nobody(words) if self.index is not None and words else 0

    def _unit_name(self, rows: tuple[BranchRow, ...]) -> str:
        units = (row.sub_committee for row in rows)
        return next((unit.name for unit in units if unit.id == self.wanted.unit), "")

    # -- choosing --------------------------------------------------------------------------

    def filter(self, name: str) -> None:
        """Show what a filter finds; the same one again shows everything."""
        same = self.wanted.filter == name
        self.want(replace(self.wanted, filter=Filter.ALL if same else Filter(name)))

    def unit(self, unit_id: str) -> None:
        """Show one sub-committee only; the same one again shows all."""
        same = self.wanted.unit == unit_id
        self.want(replace(self.wanted, unit="" if same else unit_id))

    def next_order(self) -> None:
        """Sort by the next of the four orders, and say which."""
        orders = list(Order)
        order = orders[(orders.index(self.wanted.order) + 1) % len(orders)]
        self.want(replace(self.wanted, order=order))
        self._board.say("finding.ordered", order=self._say(f"order.{order}"))

    def pick(self) -> None:
        """Pick a filter, an order, a saved view or a sub-committee from one list."""
        board = self._board
        if board.view is None:
            return
        entries = list(self._entries(board.view))
        title = self._say("finding.pick")
        current = f"filter:{self.wanted.filter}"
        board.app.push_screen(
            Pick(title, entries, board.desk.wording, current=current), self._picked
        )

    def _entries(self, view: DashboardView) -> Iterator[Entry]:
        for name, count in self._counts.items():
            yield Entry(f"filter:{name}", self._say(f"filter.{name}"), str(count))
        yield Entry(None, self._say("finding.orders"))
        for order in Order:
            yield Entry(f"order:{order}", self._say(f"order.{order}"))
        yield Entry(None, self._say("finding.views"))
        for view_ in self._saved():
            yield Entry(f"view:{view_.name}", view_.name)
        yield Entry("save:", self._say("finding.save"))
        if self._saved():
            yield Entry("drop:", self._say("finding.drop"))
        yield Entry(None, self._say("finding.units"))
        names = {row.sub_committee.id: row.sub_committee.name for row in view.rows}
        per_unit = Counter(row.sub_committee.id for row in view.rows)
        for unit_id, unit_name in names.items():
            yield Entry(f"unit:{unit_id}", unit_name, str(per_unit[unit_id]))

    def _picked(self, key: str | None) -> None:
        kind, _, value = (key or "").partition(":")
        match kind:
            case "filter":
                self.want(replace(self.wanted, filter=Filter(value)))
            case "order":
                self.want(replace(self.wanted, order=Order(value)))
            case "unit":
                self.unit(value)
            case "view":
                for saved in self._saved():
                    if saved.name == value:
                        self.want(saved.wanted)
            case "save":
                self._ask_name()
            case "drop":
                self._ask_drop()

    # -- saved views -----------------------------------------------------------------------

    def _saved(self) -> tuple[SavedView, ...]:
        try:
            return saved_views(self._board.desk.workspace.folder)
        except ConfigError as err:
            self._board.said.say(self._board.desk.wording.error(err), "red")
            return ()

    def _ask_name(self) -> None:
        wording = self._board.desk.wording
        question = AskText(
            self._say("finding.ask_name"), wording, needed=self._say("finding.needs_name")
        )
        self._board.app.push_screen(question, self._save)

    def _save(self, name: str | None) -> None:
        folder = self._board.desk.workspace.folder
        if name is not None and self._written(partial(save_view, folder, name, self.wanted)):
            self._board.say("finding.saved", ink="done", name=name)

    def _written(self, write: Callable[[], None]) -> bool:
        """Change the file of views; what stands in the way is told."""
        try:
            write()
        except SixOnesError as err:
            self._board.said.say(self._board.desk.wording.error(err), "red")
            return False
        return True

    def _ask_drop(self) -> None:
        entries = [Entry(one.name, one.name) for one in self._saved()]
        wording = self._board.desk.wording
        self._board.app.push_screen(Pick(self._say("finding.drop"), entries, wording), self._drop)

    def _drop(self, name: str | None) -> None:
        folder = self._board.desk.workspace.folder
        if name is not None and self._written(partial(drop_view, folder, name)):
            self._board.say("finding.dropped", name=name)

    # -- typing ----------------------------------------------------------------------------

    def open(self) -> None:
        """Type to find; the field stands above the matrix."""
        board = self._board
        fields = board.query(FindInput)
        if fields:
            fields.first().focus()
            return
        field = FindInput(board.desk.wording, self.wanted.text)
        board.mount(field, before="#middle")
        field.focus()

    def typed(self, text: str) -> None:
        """Show what the typed words find."""
        self.want(replace(self.wanted, text=text.strip()))

    def told(self, key: str) -> None:
        """Do what a key pressed in the field is for."""
        matrix = self._board.matrix
        match key:
            case "up" | "down":
                matrix.action_move(-1 if key == "up" else 1)
            case "pageup" | "pagedown":
                matrix.action_page(-1 if key == "pageup" else 1)
            case _:
                self.close(keep=False)

    def close(self, *, keep: bool) -> None:
        """Leave the field; what was typed stays or goes."""
        for field in self._board.query(FindInput):
            field.remove()
        if not keep and self.wanted.text:
            self.want(replace(self.wanted, text=""))
        self._board.matrix.focus()

    def _say(self, code: str, **params: object) -> str:
        return self._board.desk.wording.say(code, **params)
