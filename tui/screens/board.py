"""The board: how all branches stand, and everything that is done from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.screen import Screen

from store.config import Workspace
from store.wording import Wording
from tui.actions import COMMANDS
from tui.messages import BoardReady, BranchOpened, SelectionChanged
from tui.widgets.header import WIDE, BoardHeader
from tui.widgets.lines_below import Counts, KeyBar, Said
from tui.widgets.matrix import Matrix, MatrixHead
from tui.widgets.progress import SixBars
from tui.widgets.text_pane import TextPane

# The first paint needs neither facts nor their lines.
if TYPE_CHECKING:
    from store.deadline import Countdown
    from store.views.types import BranchRow, DashboardView
    from tui.jobs import BranchFacts
    from tui.widgets.branch_lines import BranchPage

# From this width on the branch stands beside the matrix; below it, Enter opens it as a screen.
PANEL_FROM = 120
# From this height on blank lines separate the parts.
AIRY_FROM = 32


class BoardScreen(Screen[None]):
    """Header, bars, matrix, the branch under the cursor, what happens, keys."""

    BINDINGS = [command.binding() for command in COMMANDS]  # noqa: RUF012  (Textual's way)

    def __init__(self, workspace: Workspace, wording: Wording) -> None:
        super().__init__()
        self._workspace = workspace
        self._wording = wording
        self._page: BranchPage | None = None

    def compose(self) -> ComposeResult:
        """Lay out the parts, for the terminal's size at once: a second layout costs time."""
        header = BoardHeader(self._workspace, self._wording)
        panel = TextPane(id="panel")
        self._fit(self.app.size, header, panel)
        yield header
        yield SixBars(self._wording)
        yield Counts(self._wording)
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield MatrixHead(self._wording)
                yield Matrix(self._wording)
            yield panel
        yield Said()
        yield KeyBar(self._wording, frozenset(one.action for one in COMMANDS) - {"app.stop"})

    def on_mount(self) -> None:
        """Keys go to the matrix first."""
        self.matrix.focus()
        self.post_message(BoardReady())

    def on_resize(self, event: events.Resize) -> None:
        """Fit the parts to the terminal."""
        self._fit(event.size, self.query_one(BoardHeader), self.query_one("#panel", TextPane))

    def _fit(self, size: Size, header: BoardHeader, panel: TextPane) -> None:
        width, height = size
        self.set_class(width < PANEL_FROM, "narrow")
        self.set_class(height >= AIRY_FROM, "airy")
        panel.styles.width = max(40, min(64, width * 31 // 100))
        header.styles.height = 2 if width >= WIDE else 3

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        return self.query_one(Matrix)

    @property
    def said(self) -> Said:
        """The line of what happens."""
        return self.query_one(Said)

    @property
    def has_panel(self) -> bool:
        """Whether the branch stands beside the matrix."""
        return not self.has_class("narrow")

    def show(self, view: DashboardView) -> None:
        """Show another snapshot."""
        self.query_one(BoardHeader).show_sync(view.sync)
        self.query_one(SixBars).show(view.progress)
        self.query_one(Counts).show(view)
        self.matrix.show(view.rows)

    def tick(self, now: datetime, countdown: Countdown) -> None:
        """Show another second."""
        self.query_one(BoardHeader).tick(now, countdown)

    def sync_failed(self, code: str) -> None:
        """Show why the last sync failed, also where it failed before it could be recorded."""
        self.query_one(BoardHeader).fail(code)

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

        notice, wording = self._workspace.notice, self._wording
        if facts is None:
            return BranchPage(row, None, notice, wording)
        return BranchPage(row, facts.view, notice, wording, facts.reasons)

    def _show_page(self, page: BranchPage, *, home: bool) -> None:
        self._page = page
        self.query_one("#panel", TextPane).show(page.lines, home=home)

    def on_selection_changed(self, message: SelectionChanged) -> None:
        """Count what is selected."""
        self.query_one(Counts).select(message.count)

    def action_select(self) -> None:
        """Select the branch under the cursor or let it go."""
        self.matrix.toggle()

    def action_select_unit(self) -> None:
        """Select the branches of this sub-committee or let them go."""
        self.matrix.toggle_unit()

    def action_open_branch(self) -> None:
        """Go to the branch under the cursor."""
        if self.matrix.current is not None:
            self.post_message(BranchOpened(self.matrix.current))

    def action_show_help(self) -> None:
        """Explain this screen."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._wording))
