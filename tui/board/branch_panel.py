"""The branch under the cursor of the board: read while it rests, shown beside or over the board."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from time import monotonic

from textual.timer import Timer

from store.model import Branch
from store.views.board.types import BranchRow, DashboardView
from tui.board.branch_lines import BranchPage
from tui.board.branch_screen import BranchScreen
from tui.board.reading import BranchFacts, read_branch, saw
from tui.board.screen import BoardScreen

# How long the cursor rests on a branch before its files are read.
REST_S = 0.08


class BoardBranch:
    """Reads one branch at a time, and shows it where it is looked at."""

    def __init__(self, board: BoardScreen) -> None:
        self._board = board
        self._rest: Timer | None = None
        self._moved_s = 0.0
        self._rest_on: str | None = None
        self._reading = False
        self._sorted: DashboardView | None = None
        self._beside: dict[str, list[Branch]] = {}
        self.page: BranchPage | None = None

    def chosen(self, row: BranchRow) -> None:
        """Read the branch's files once the cursor rests."""
        self._rest_on, self._moved_s = row.branch.id, monotonic()
        if self._rest is None:
            self._rest = self._board.set_timer(REST_S, self._rested)

    def _rested(self) -> None:
        """One timer serves all keys until they pause: it is set anew for what is left."""
        left = REST_S - (monotonic() - self._moved_s)
        self._rest = self._board.set_timer(left, self._rested) if left > 0 else None
        if self._rest is None:
            self.rest_over()

    def rest_over(self) -> None:
        """Read the files of the branch that the cursor rests on, unless they are being read."""
        board = self._board
        if self._rest_on is None or self._reading or board.reading:
            return
        branch_id, self._rest_on = self._rest_on, None
        self.show_current()
        self._reading = True
        work = partial(self._read, branch_id, self._near(branch_id))
        board.run_job("branch", work, self._read_over, failed=self._failed)

    def open(self, row: BranchRow) -> None:
        """Go to the panel, or to a screen where there is no room for it."""
        board = self._board
        if board.has_panel:
            board.panel.focus()
            return

        board.app.push_screen(BranchScreen(self._page(row), board.desk.wording))
        self._rest_on = row.branch.id
        self.rest_over()

    def show_current(self) -> None:
        """Show what the board knows of the branch under the cursor, until its files are read."""
        row = self._board.matrix.current
        if row is None:
            self.page = None
            self._board.panel.show(lambda _: ())
        if row is None or not self._board.has_panel:
            return
        before = self.page
        same = before is not None and before.row.branch.id == row.branch.id
        page = replace(before, row=row) if before is not None and same else self._page(row)
        self._show(page, home=not same)

    def _near(self, branch_id: str) -> tuple[Branch, ...]:
        """The branches of the same sub-committee; they are sorted once for each snapshot."""
        view = self._board.view
        if view is not None and self._sorted is not view:
            by_unit: dict[str, list[Branch]] = {}
            self._beside = {
                row.branch.id: by_unit.setdefault(row.branch.sub_committee_id, [])
                for row in view.rows
            }
            for row in view.rows:
                by_unit[row.branch.sub_committee_id].append(row.branch)
            self._sorted = view
        return tuple(self._beside.get(branch_id, ()))

    def _read(self, branch_id: str, near: tuple[Branch, ...]) -> BranchFacts | None:
        desk = self._board.desk
        return read_branch(desk, branch_id, near=near, now=desk.clock(), board=self._board.facts)

    def _failed(self) -> None:
        self._reading = False

    def _read_over(self, facts: BranchFacts | None) -> None:
        """Show the branch where it is looked at."""
        self._reading = False
        self.rest_over()
        if facts is None:
            return
        board, row = self._board, facts.view.row
        looked_at = False
        current = board.matrix.current
        if current is not None and current.branch.id == row.branch.id:
            self._show(self._page(row, facts), home=False)
            looked_at = board.has_panel
        for screen in board.app.screen_stack[1:]:
            if isinstance(screen, BranchScreen) and screen.branch_id == row.branch.id:
                screen.show(self._page(row, facts))
                looked_at = True
        if looked_at and row.fresh:
            self._saw(facts)

    def _saw(self, facts: BranchFacts) -> None:
        """What came is no longer new once its branch was looked at."""
        board, branch_id = self._board, facts.view.row.branch.id
        entries = (*facts.view.files, *facts.view.waiting)
        newest = max((entry.received.mail_id for entry in entries), default=0)
        work = partial(saw, board.desk, branch_id, newest)
        board.run_job("saw", work, lambda _: board.saw(branch_id))

    def _page(self, row: BranchRow, facts: BranchFacts | None = None) -> BranchPage:
        desk = self._board.desk
        if facts is None:
            return BranchPage(row, None, desk.workspace.notice, desk.wording)
        return BranchPage(row, facts.view, desk.workspace.notice, desk.wording, facts.reasons)

    def _show(self, page: BranchPage, *, home: bool) -> None:
        self.page = page
        self._board.panel.show(page.lines, home=home)
