"""What is under the cursor: read once the cursor rests, shown beside or over the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from textual.message import Message
from textual.timer import Timer

from store.letters import standing
from store.model import Branch, SubCommittee
from store.views.board.types import BranchRow, BranchView
from tui.base.desk import Desk
from tui.base.job_host import JobHost
from tui.board import branch_lines, unit_lines
from tui.board.reading import BoardReading, BranchFacts, read_branch, read_unit_letters, saw
from tui.widgets.text_pane import TextPane

# How long the cursor rests on a branch before its files are read.
REST_S = 0.08


class BranchPanel(TextPane, JobHost):
    """Shows a branch with its files, or a sub-committee with what its branches still lack.

    What the board knows stands at once, the rest once it is read. It reads only where it is
    seen; a branch that was seen with its files is no longer new.
    """

    @dataclass
    class Seen(Message):
        """What is new of a branch was looked at."""

        branch_id: str

    @dataclass
    class FilesShown(Message):
        """A branch is shown with its files; None where another one is, or they are not read yet."""

        view: BranchView | None

    def __init__(self, desk: Desk, *, id: str) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._desk = desk
        self._board: BoardReading | None = None
        self._beside: Mapping[str, list[Branch]] = {}
        self._looked_at: BranchRow | SubCommittee | None = None
        self._rest: Timer | None = None
        self._moved_s = 0.0
        self._reading = self._wanted = False
        self.page: branch_lines.BranchPage | unit_lines.UnitPage | None = None
        # Whether somebody wants to know which files are shown.
        self.tells_files = False

    def use(self, board: BoardReading) -> None:
        """Take branches from another snapshot."""
        self._board, self._beside = board, {}

    def look_at(self, subject: BranchRow | SubCommittee | None) -> None:
        """Show what the cursor came to, and read the rest of it once the cursor rests."""
        self._looked_at, self._moved_s = subject, monotonic()
        self._wanted = subject is not None
        if subject is None:
            self.page = None
            self.show(lambda _: ())
            self._tell(None)
        elif self._rest is None:
            self._rest = self.set_timer(REST_S, self._rested)

    def _rested(self) -> None:
        """One timer serves all keys until they pause: it is set again for what is left."""
        left = REST_S - (monotonic() - self._moved_s)
        self._rest = self.set_timer(left, self._rested) if left > 0 else None
        if self._rest is None:
            self.read_now()

    def read_now(self) -> None:
        """Read what the cursor rests on, unless something is being read."""
        subject = self._looked_at
        if not self._wanted or subject is None or self._reading or not self.display:
            return
        self._wanted, self._reading = False, True
        if isinstance(subject, SubCommittee):
            self._read_unit(subject)
        else:
            self._read_branch(subject)

    def _read_unit(self, unit: SubCommittee) -> None:
        page = self._unit_page(unit, None)
        same = isinstance(self.page, unit_lines.UnitPage) and self.page.unit.id == unit.id
        self._show(page, home=not same)
        work = partial(read_unit_letters, self._desk, unit.id)
        self.run_job("branch", work, partial(self._unit_over, unit), failed=self._read_failed)

    def _unit_page(
        self, unit: SubCommittee, letters: Sequence[standing.LetterStanding] | None
    ) -> unit_lines.UnitPage:
        board = () if self._board is None else self._board.view.rows
        rows = [row for row in board if row.sub_committee.id == unit.id]
        return unit_lines.UnitPage(
            unit, rows, letters, self._desk.workspace.notice, self._desk.wording
        )

    def _unit_over(self, unit: SubCommittee, letters: Sequence[standing.LetterStanding]) -> None:
        self._reading = False
        if self._looked_at is unit:
            self._show(self._unit_page(unit, letters), home=False)
        self.read_now()

    def _read_branch(self, row: BranchRow) -> None:
        before = self.page
        if isinstance(before, branch_lines.BranchPage) and before.row.branch.id == row.branch.id:
            self._show(replace(before, row=row), home=False)
        else:
            self._show(self._page(row), home=True)
        work = partial(
            read_branch,
            self._desk,
            row.branch.id,
            near=self._near(row.branch),
            now=self._desk.clock(),
            board=None if self._board is None else self._board.facts,
        )
        self.run_job("branch", work, self._read_over, failed=self._read_failed)

    def _near(self, branch: Branch) -> tuple[Branch, ...]:
        """The branches of the same sub-committee; they are sorted once for each snapshot."""
        if not self._beside and self._board is not None:
            by_unit: dict[str, list[Branch]] = {}
            for row in self._board.view.rows:
                by_unit.setdefault(row.branch.sub_committee_id, []).append(row.branch)
            self._beside = by_unit
        return tuple(self._beside.get(branch.sub_committee_id, ()))

    def _read_failed(self) -> None:
        self._reading = False

    def _read_over(self, facts: BranchFacts | None) -> None:
        """Show the files, unless the cursor went on meanwhile."""
        self._reading = False
        here = self._looked_at
        if (
            facts is not None
            and isinstance(here, BranchRow)
            and facts.view.row.branch.id == here.branch.id
        ):
            self._show(self._page(facts.view.row, facts), home=False)
            self._tell(facts.view)
            if facts.view.row.fresh and self.display:
                self._saw(facts)
        self.read_now()

    def _saw(self, facts: BranchFacts) -> None:
        """What came is no longer new once its branch was looked at."""
        branch_id = facts.view.row.branch.id
        entries = (*facts.view.files, *facts.view.waiting)
        newest = max((entry.received.mail_id for entry in entries), default=0)

        def noted(_: None) -> None:
            self.post_message(self.Seen(branch_id))

        self.run_job("saw", partial(saw, self._desk, branch_id, newest), noted)

    def _page(self, row: BranchRow, facts: BranchFacts | None = None) -> branch_lines.BranchPage:
        notice, wording = self._desk.workspace.notice, self._desk.wording
        if facts is None:
            return branch_lines.BranchPage(row, None, notice, wording)
        return branch_lines.BranchPage(row, facts.view, notice, wording, facts.reasons)

    def _show(self, page: branch_lines.BranchPage | unit_lines.UnitPage, *, home: bool) -> None:
        self.page = page
        self.show(page.lines, home=home)
        if home:
            self._tell(None)

    def _tell(self, view: BranchView | None) -> None:
        """Say which files are shown, where somebody wants to know."""
        if self.tells_files:
            self.post_message(self.FilesShown(view))
