"""The board: how all branches stand, and everything that is done from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.timer import Timer

from tui.actions import Command
from tui.desk import Desk
from tui.messages import BoardReady, BranchChosen, BranchOpened, SelectionChanged
from tui.places import OVERVIEW
from tui.screens.board_marks import BoardMarks
from tui.screens.place import Place
from tui.sync_words import Age
from tui.widgets.header import WIDE, BoardHeader
from tui.widgets.lines_below import Counts, Said
from tui.widgets.matrix import Matrix, MatrixHead
from tui.widgets.progress import SixBars
from tui.widgets.text_pane import TextPane

# The first paint needs neither facts nor their lines.
if TYPE_CHECKING:
    from store.db import Store
    from store.deadline import Countdown
    from store.model import Branch
    from store.views.types import BranchRow, DashboardView
    from tui.jobs import BranchFacts
    from tui.widgets.branch_lines import BranchPage

# From this width on the branch stands beside the matrix; below it, Enter opens it as a screen.
PANEL_FROM = 120
# How long the cursor rests on a branch before its files are read.
REST_S = 0.08


class BoardScreen(Place["DashboardView"]):
    """Header, bars, matrix, the branch under the cursor, what happens, keys."""

    NAME = OVERVIEW
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("open_branch", ("enter",), "da kai zhi bu", 3),
        Command("select", ("space",), "xuan zhong", 6),
        Command("select_unit", ("ctrl+a", "a"), "xuan zhong fen dang wei", 9),
        Command("session", ("ctrl+s", "s"), "deng ji fen xiang", 4),
        Command("form", ("ctrl+e", "e"), "shou dao ping jia biao", 5),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: DashboardView | None = None
        self.marks = BoardMarks(self)
        self._page: BranchPage | None = None
        self._rest: Timer | None = None
        self._rest_on: str | None = None
        self._reading_branch = False

    def compose(self) -> ComposeResult:
        """Lay out the parts, for the terminal's size at once: a second layout costs time."""
        wording = self.desk.wording
        header = BoardHeader(self.desk.workspace, wording)
        panel = TextPane(id="panel")
        self._fit(self.app.size, header, panel)
        yield header
        yield SixBars(wording)
        yield Counts(wording)
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield MatrixHead(wording)
                yield Matrix(wording)
            yield panel
        yield Said()
        yield self.key_bar()

    def on_mount(self) -> None:
        """Keys go to the matrix first."""
        self.matrix.focus()

    def first_read(self) -> None:
        """Have the app read once the first paint is done."""
        self.post_message(BoardReady())

    def on_resize(self, event: events.Resize) -> None:
        """Fit the parts to the terminal."""
        self._fit(event.size, self.query_one(BoardHeader), self.query_one("#panel", TextPane))

    def _fit(self, size: Size, header: BoardHeader, panel: TextPane) -> None:
        width, _ = size
        self.set_class(width < PANEL_FROM, "narrow")
        self.fit_height(size.height)
        panel.styles.width = max(40, min(64, width * 31 // 100))
        header.styles.height = 2 if width >= WIDE else 3

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        return self.query_one(Matrix)

    @property
    def has_panel(self) -> bool:
        """Whether the branch stands beside the matrix."""
        return not self.has_class("narrow")

    # -- the whole board -------------------------------------------------------------------

    def read(self, store: Store) -> DashboardView:
        """The whole board."""
        from store.views.dashboard import dashboard

        return dashboard(store, self.desk.workspace, now=self.desk.clock())

    def show(self, view: DashboardView) -> None:
        """Show another snapshot."""
        self.view = view
        self.query_one(SixBars).show(view.progress)
        self.query_one(Counts).show(view)
        self.matrix.show(view.rows)
        self.rest_over()

    def tick(self, now: datetime, countdown: Countdown) -> None:
        """Show another second; at a turn of the countdown the states are read anew."""
        self.query_one(BoardHeader).tick(now, countdown)
        if self.view is not None and countdown.phase != self.view.countdown.phase:
            self.reload()

    def show_age(self, age: Age) -> None:
        """Show how old the mail is."""
        self.query_one(BoardHeader).show_age(age)

    def decided(self, said: str) -> None:
        """Let the selection go: what was to be done with it is done."""
        self.matrix.clear_selection()
        super().decided(said)

    def let_go(self) -> None:
        """Go back to the matrix, let the selection go, then what is said."""
        self.matrix.focus()
        if not self.matrix.clear_selection():
            super().let_go()

    # -- the branch under the cursor -------------------------------------------------------

    def on_branch_chosen(self, message: BranchChosen) -> None:
        """Read the branch's files once the cursor rests."""
        if self._rest is not None:
            self._rest.stop()
        self._rest_on = message.row.branch.id
        self._rest = self.set_timer(REST_S, self.rest_over)

    def rest_over(self) -> None:
        """Read the files of the branch that the cursor rests on, unless they are being read."""
        if self._rest_on is None or self._reading_branch or self.reading:
            return
        branch_id, self._rest_on = self._rest_on, None
        self.show_current()
        self._reading_branch = True
        work = partial(self._read_branch, branch_id, self._near(branch_id))
        self.run_job("branch", work, self._branch_over, failed=self._branch_failed)

    def _near(self, branch_id: str) -> tuple[Branch, ...]:
        """The branches of the same sub-committee."""
        branches = [row.branch for row in self.view.rows] if self.view is not None else []
        unit = next((one.sub_committee_id for one in branches if one.id == branch_id), None)
        return tuple(one for one in branches if one.sub_committee_id == unit)

    def _read_branch(self, branch_id: str, near: tuple[Branch, ...]) -> BranchFacts | None:
        from tui import jobs

        desk = self.desk
        return jobs.read_branch(
            desk.workspace, branch_id, near=near, now=desk.clock(), wording=desk.wording
        )

    def _branch_failed(self) -> None:
        self._reading_branch = False

    def _branch_over(self, facts: BranchFacts | None) -> None:
        """Show the branch where it is looked at."""
        from tui.screens.branch import BranchScreen

        self._reading_branch = False
        self.rest_over()
        if facts is None:
            return
        self.show_branch(facts)
        row = facts.view.row
        for screen in self.app.screen_stack[1:]:
            if isinstance(screen, BranchScreen) and screen.branch_id == row.branch.id:
                screen.show(self.page(row, facts))

    def action_open_branch(self) -> None:
        """Go to the branch under the cursor."""
        if self.matrix.current is not None:
            self.post_message(BranchOpened(self.matrix.current))

    def on_branch_opened(self, message: BranchOpened) -> None:
        """Go to the panel, or to a screen where there is no room for it."""
        if self.has_panel:
            self.query_one("#panel").focus()
            return
        from tui.screens.branch import BranchScreen

        self.app.push_screen(BranchScreen(self.page(message.row), self.desk.wording))
        self._rest_on = message.row.branch.id
        self.rest_over()

    def show_current(self) -> None:
        """Show what the board knows of the branch under the cursor, until its files are read."""
        row = self.matrix.current
        if row is None or not self.has_panel:
            return
        before = self._page
        same = before is not None and before.row.branch.id == row.branch.id
        page = self.page(row)
        if before is not None and same:
            page = replace(before, row=row)
        self._show_page(page, home=not same)

    def show_branch(self, facts: BranchFacts) -> None:
        """Show a branch with its files, if it is still the one under the cursor."""
        current = self.matrix.current
        if current is not None and current.branch.id == facts.view.row.branch.id:
            self._show_page(self.page(facts.view.row, facts), home=False)

    def page(self, row: BranchRow, facts: BranchFacts | None = None) -> BranchPage:
        """The lines of a branch."""
        from tui.widgets.branch_lines import BranchPage

        notice, wording = self.desk.workspace.notice, self.desk.wording
        if facts is None:
            return BranchPage(row, None, notice, wording)
        return BranchPage(row, facts.view, notice, wording, facts.reasons)

    def _show_page(self, page: BranchPage, *, home: bool) -> None:
        self._page = page
        self.query_one("#panel", TextPane).show(page.lines, home=home)

    def on_selection_changed(self, message: SelectionChanged) -> None:
        """Count what is selected."""
        self.query_one(Counts).select(message.count)

    # -- marking ---------------------------------------------------------------------------

    def action_select(self) -> None:
        """Select the branch under the cursor or let it go."""
        self.matrix.toggle()

    def action_select_unit(self) -> None:
        """Select the branches of this sub-committee or let them go."""
        self.matrix.toggle_unit()

    def action_session(self) -> None:
        """Record a sharing session for the chosen branches, or change the one that covers them."""
        self.marks.session()

    def action_form(self) -> None:
        """Mark the evaluation form of the chosen branches as handed in on paper."""
        self.marks.form()
