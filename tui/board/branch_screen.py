"""One branch or sub-committee on a screen of its own, for narrow terminals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from store.model import SubCommittee
from store.views.board.types import BranchRow
from tui.base import keys
from tui.base.desk import Desk
from tui.board.branch_panel import BranchPanel
from tui.board.branch_side import BranchSide
from tui.board.commands import BRANCH_COMMANDS
from tui.board.reading import BoardReading
from tui.widgets.lines_below import Said


@dataclass(frozen=True, slots=True)
class BranchLeft:
    """How a branch's screen was left.

    `seen` is whether its files were looked at, `action` what is to be done on the board now.
    """

    seen: bool
    action: str = ""


class BranchScreen(Screen[BranchLeft]):
    """The lines of the side panel, over the whole terminal; the board's marks work here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("leave('')"),
        keys.ACTS.binding("leave('app.acts')"),
        *(one.verb.binding(f'leave("{one.action}")') for one in BRANCH_COMMANDS if one.verb),
    ]

    def __init__(self, desk: Desk, board: BoardReading, subject: BranchRow | SubCommittee) -> None:
        super().__init__()
        self._desk, self._board, self._subject = desk, board, subject
        self._seen = False

    @property
    def panel(self) -> BranchPanel:
        """The branch's lines."""
        return self.query_one(BranchPanel)

    def compose(self) -> ComposeResult:
        """Lay out the pane and its keys."""
        yield BranchSide(self._desk, BranchPanel(self._desk, id="branch"), id="side")
        yield Said()

    def on_mount(self) -> None:
        """Read the branch; say how to go back."""
        self.query_one(Said).say(self._desk.wording.say("branch.keys"), "dim")
        self.show(self._board)

    def show(self, board: BoardReading) -> None:
        """Show it as another snapshot has it."""
        rows = (row for row in board.view.rows if row.branch.id == self.branch_id)
        if self.branch_id:
            self._subject = next(rows, self._subject)
        self.panel.use(board)
        self.panel.look_at(self._subject)
        self.panel.read_now()

    @property
    def branch_id(self) -> str:
        """Which branch is shown; "" for a sub-committee."""
        return self._subject.branch.id if isinstance(self._subject, BranchRow) else ""

    @on(BranchPanel.Seen)
    def _note_seen(self) -> None:
        self._seen = True

    def action_leave(self, action: str) -> None:
        """Go back to the board, whose cursor is on this branch; there `action` is done."""
        self.dismiss(BranchLeft(self._seen, action))
