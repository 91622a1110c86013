"""The board: how all branches stand, and everything that is done from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size

from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.messages import BoardReady
from tui.board.commands import BOARD_COMMANDS
from tui.board.header import BoardHeader
from tui.places.place import Place
from tui.places.registry import OVERVIEW, PLACES

if TYPE_CHECKING:
    from textual.widget import Widget
    from textual.widgets import Input

    from store.db.database import Store
    from store.notice.deadline import Countdown
    from store.views.board.facts import BoardFacts
    from store.views.board.search import SearchIndex, Speller
    from store.views.board.types import DashboardView
    from tui.base.sync_words import Age
    from tui.board.branch_panel import BoardBranch
    from tui.board.copying import BoardCopy
    from tui.board.filter_line import FilterLine
    from tui.board.find_input import FindInput
    from tui.board.finding import BoardFinding
    from tui.board.marks import BoardMarks
    from tui.board.matrix import Matrix
    from tui.board.messages import (
        BranchChosen,
        BranchOpened,
        CellClicked,
        SelectionChanged,
        UnitClicked,
    )
    from tui.board.reading import BoardReading
    from tui.widgets.text_pane import TextPane

# From this width on the branch stands beside the matrix; below it, Enter opens it as a screen.
PANEL_FROM = 120
# So many branches are named when something came for them.
_NAMED = 2


class BoardScreen(Place["BoardReading"]):
    """Header, bars, matrix, the branch under the cursor, what happens, keys."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = BOARD_COMMANDS
    marks: BoardMarks
    finding: BoardFinding
    copying: BoardCopy
    facts: BoardFacts | None
    NAME = OVERVIEW

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        from tui.board.matrix import Matrix

        return self.query_one(Matrix)

    @property
    def panel(self) -> TextPane:
        """The pane beside the matrix."""
        from tui.widgets.text_pane import TextPane

        return self.query_one("#panel", TextPane)

    @property
    def filters(self) -> FilterLine:
        """The line of filters."""
        from tui.board.filter_line import FilterLine

        return self.query_one(FilterLine)

    # -- finding ---------------------------------------------------------------------------

    def action_find(self) -> None:
        """Find branches as one types."""
        self.finding.open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the typed words find."""
        self.finding.typed(event.value)

    def on_input_submitted(self) -> None:
        """Go to what was found."""
        self.finding.close(keep=True)

    def on_find_input_told(self, message: FindInput.Told) -> None:
        """Move in the matrix while one types, or leave the field."""
        self.finding.told(message.key)

    def action_filter(self, name: str) -> None:
        """Show what a filter finds; the same one again shows everything."""
        self.finding.filter(name)

    def on_filter_line_asked(self, message: FilterLine.Asked) -> None:
        """Show what was clicked."""
        self.finding.filter(message.filter)

    def on_filter_line_intake_asked(self) -> None:
        """Go where waiting mail is claimed."""
        self.go("intake")

    def on_filter_line_problems_asked(self) -> None:
        """Go where it is told what could not be read."""
        self.go("problems")

    def on_unit_clicked(self, message: UnitClicked) -> None:
        """Show one sub-committee only, or all again."""
        self.finding.unit(message.unit_id)

    def action_views(self) -> None:
        """Pick a filter, an order, a sub-committee or a saved view."""
        self.finding.pick()

    def action_order(self) -> None:
        """Sort otherwise."""
        self.finding.next_order()

    # -- marking ---------------------------------------------------------------------------

    def on_selection_changed(self, message: SelectionChanged) -> None:
        """Count what is selected."""
        self.filters.select(message.count)

    def action_select(self) -> None:
        """Select the branch under the cursor or let it go."""
        self.matrix.toggle()

    def action_select_unit(self) -> None:
        """Select the branches of this sub-committee or let them go."""
        self.matrix.toggle_unit()

    def on_cell_clicked(self, message: CellClicked) -> None:
        """Offer the marks of what was clicked."""
        self.marks.pick(message.column)

    def action_mark(self) -> None:
        """Pick a mark for the chosen branches."""
        self.marks.pick()

    def action_session(self) -> None:
        """Record a sharing session for the chosen branches, or change the one that covers them."""
        self.marks.session()

    def action_form(self) -> None:
        """Mark the evaluation form of the chosen branches as handed in on paper."""
        self.marks.form()

    def action_accept(self) -> None:
        """Accept open findings of the chosen branches."""
        self.marks.accept()

    def action_vet(self) -> None:
        """Mark the chosen branches as vetted by their sub-committee."""
        self.marks.vet()

    def action_extend(self) -> None:
        """Give the chosen branches more time."""
        self.marks.extend()

    def action_note(self) -> None:
        """Write a note on the chosen branches."""
        self.marks.note()

    def action_pin(self) -> None:
        """Choose the version in use of the branch under the cursor."""
        self.marks.pin()

    def action_due(self) -> None:
        """Give one of items 3 to 6 a date."""
        self.marks.due()

    def action_withdraw(self) -> None:
        """Take the chosen branches out."""
        self.marks.withdraw()

    def action_take_in(self) -> None:
        """Take in files that came by hand for the branch under the cursor."""
        from tui.places.take_in import ask_for_files

        row = self.matrix.current
        if row is not None:
            ask_for_files(self, branch_ids=(row.branch.id,))

    # -- taking along ----------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the chosen branches, or what the panel shows."""
        self.copying.ask()

    def action_all_seen(self) -> None:
        """Take the marks of what is new off everything."""
        from tui.board.reading import saw_all

        if self.facts is not None:
            self.run_job("saw", partial(saw_all, self.desk, self.facts), self._saw_all)

    def _saw_all(self, _: None) -> None:
        self.say("arrivals.all_seen", ink="done")
        self.reload()

    def go(self, name: str) -> None:
        """Go to another place, where there is one of that name."""
        if any(info.name == name for info in PLACES):
            self.app.call_later(self.run_action, f"app.go('{name}')")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: DashboardView | None = None
        self.facts: BoardFacts | None = None
        self.branch: BoardBranch
        self.laid_out = False
        self._speller: Speller | None = None
        self._indexing = False
        self._announced = ""

    def compose(self) -> ComposeResult:
        """The head, for the terminal's size at once: a second layout costs time."""
        header = BoardHeader(self.desk.workspace, self.desk.wording)
        self._fit(self.app.size, header)
        yield header

    async def lay_out(self) -> None:
        """Put the rest below the head, once that is painted."""
        from textual.containers import Horizontal, Vertical

        from tui.board.branch_panel import BoardBranch
        from tui.board.copying import BoardCopy
        from tui.board.filter_line import FilterLine
        from tui.board.finding import BoardFinding
        from tui.board.marks import BoardMarks
        from tui.board.matrix import Matrix, MatrixHead
        from tui.board.progress import SixBars
        from tui.widgets.lines_below import Said
        from tui.widgets.text_pane import TextPane

        wording = self.desk.wording
        self.marks, self.branch = BoardMarks(self), BoardBranch(self)
        self.finding, self.copying = BoardFinding(self), BoardCopy(self)
        panel = TextPane(id="panel")
        self._fit_panel(panel, self.app.size)
        left = Vertical(MatrixHead(wording), Matrix(wording), id="left")
        await self.mount(
            SixBars(wording),
            FilterLine(wording),
            Horizontal(left, panel, id="middle"),
            Said(),
            self.key_bar(),
        )
        self.laid_out = True
        self.matrix.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let keys that were pressed while the program started wait for nothing: they are lost."""
        return self.laid_out and super().check_action(action, parameters)

    def first_read(self) -> None:
        """Have the app read once the first paint is done."""
        self.post_message(BoardReady())

    def on_resize(self, event: events.Resize) -> None:
        """Fit the parts to the terminal."""
        self._fit(event.size, self.query_one(BoardHeader))
        for panel in self.query("#panel"):
            self._fit_panel(panel, event.size)

    def _fit(self, size: Size, header: BoardHeader) -> None:
        self.set_class(size.width < PANEL_FROM, "narrow")
        self.fit_height(size.height)
        header.fit(size)

    def _fit_panel(self, panel: Widget, size: Size) -> None:
        panel.styles.width = max(40, min(64, size.width * 31 // 100))

    @property
    def has_panel(self) -> bool:
        """Whether the branch stands beside the matrix."""
        return not self.has_class("narrow")

    # -- the whole board -------------------------------------------------------------------

    def read(self, store: Store) -> BoardReading:
        """The whole board."""
        from tui.board.reading import read_board

        return read_board(store, self.desk)

    def show(self, facts: BoardReading) -> None:
        """Show another snapshot."""
        from tui.board.progress import SixBars

        before, self.view, self.facts = self.view, facts.view, facts.facts
        self.query_one(BoardHeader).show(facts.view)
        self.query_one(SixBars).show(facts.view.progress)
        self.finding.show(facts.view)
        self._announce(before, facts.view)
        self.rest_over()
        # The rows are seen first: both would share one processor.
        self.call_after_refresh(self._index)

    def _announce(self, before: DashboardView | None, view: DashboardView) -> None:
        """Tell in one line what came since the last look."""
        known = {row.branch.id: row.fresh for row in before.rows} if before else {}
        came = [row for row in view.rows if row.fresh > known.get(row.branch.id, 0)]
        if not came:
            return
        names = "、".join(row.branch.name for row in came[:_NAMED])
        count = sum(row.fresh - known.get(row.branch.id, 0) for row in came)
        code = "arrivals.more" if len(came) > _NAMED else "arrivals.all"
        said = self.desk.wording.say(code, n=count, names=names, branches=len(came))
        # What a sync or a mark has just said stays before it.
        before_it = self.said.text.removesuffix(self._announced).rstrip()
        self._announced = said
        self.said.say(f"{before_it} {said}".lstrip(), "blue")

    def _index(self) -> None:
        """Prepare finding as one types; while it is prepared, the one before serves."""
        facts = self.facts
        if facts is None or self._indexing:
            return
        self._indexing = True
        work = partial(self._make_index, facts)
        self.run_job("index", work, self._indexed, failed=self._not_indexed)

    def _make_index(self, facts: BoardFacts) -> SearchIndex:
        from store.views.board.search import Speller
        from tui.board.reading import index_board

        self._speller = self._speller or Speller()
        return index_board(self.desk, facts, self._speller)

    def _indexed(self, index: SearchIndex) -> None:
        self._indexing = False
        self.finding.index = index

    def _not_indexed(self) -> None:
        self._indexing = False

    def tick(self, now: datetime, countdown: Countdown) -> None:
        """Show another second; where a limit passes, the states are read anew."""
        # A screen that is going has no parts any more.
        for header in self.query(BoardHeader):
            header.tick(now, countdown)
        view = self.view
        if view is not None and (
            countdown.phase != view.countdown.phase or (view.next_turn and now > view.next_turn)
        ):
            self.reload()

    def show_age(self, age: Age) -> None:
        """Show how old the mail is."""
        for header in self.query(BoardHeader):
            header.show_age(age)

    def decided(self, said: str) -> None:
        """Let the selection go: what was to be done with it is done."""
        self.matrix.clear_selection()
        super().decided(said)

    def let_go(self) -> None:
        """Go back to the matrix; let go the selection, then what narrows it, then what is said."""
        self.matrix.focus()
        if not self.matrix.clear_selection() and not self.finding.let_go():
            super().let_go()

    # -- the branch under the cursor -------------------------------------------------------

    def on_branch_chosen(self, message: BranchChosen) -> None:
        """Read the branch's files once the cursor rests."""
        self.branch.chosen(message.row)

    def rest_over(self) -> None:
        """Read the branch that the cursor rests on."""
        self.branch.rest_over()

    def action_open_branch(self) -> None:
        """Go to the branch under the cursor."""
        if self.matrix.current is not None:
            self.branch.open(self.matrix.current)

    def on_branch_opened(self, message: BranchOpened) -> None:
        """Go to the branch that was clicked."""
        self.branch.open(message.row)

    def saw(self, branch_id: str) -> None:
        """Take the mark of what is new off a branch; it stays in its place until the next look."""
        if self.view is None:
            return
        rows = tuple(
            replace(row, fresh=0) if row.branch.id == branch_id else row for row in self.view.rows
        )
        self.view = replace(self.view, rows=rows)
        self.matrix.saw(branch_id)
