"""The board: how all branches stand, and everything that is done from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size

from tui.base.desk import Desk
from tui.base.messages import BoardReady
from tui.board.header import BoardHeader
from tui.board.keys import BoardKeys
from tui.places.registry import OVERVIEW

# The head is painted first: what stands below it and what is done there is imported after.
if TYPE_CHECKING:
    from textual.widget import Widget

    from store.db.database import Store
    from store.notice.deadline import Countdown
    from store.views.board.facts import BoardFacts
    from store.views.board.search import SearchIndex, Speller
    from store.views.board.types import DashboardView
    from tui.base.sync_words import Age
    from tui.board.branch_panel import BoardBranch
    from tui.board.messages import BranchChosen, BranchOpened
    from tui.board.reading import BoardReading

# From this width on the branch stands beside the matrix; below it, Enter opens it as a screen.
PANEL_FROM = 120
# So many branches are named when something came for them.
_NAMED = 2


class BoardScreen(BoardKeys):
    """Header, bars, matrix, the branch under the cursor, what happens, keys."""

    NAME = OVERVIEW

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
