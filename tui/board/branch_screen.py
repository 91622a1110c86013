"""One branch on a screen of its own, for narrow terminals."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from store.text.wording import Wording
from tui.board.branch_lines import BranchPage
from tui.board.commands import BOARD_COMMANDS
from tui.widgets.lines_below import Said
from tui.widgets.text_pane import TextPane

# What is done on the board for the branch that is looked at; the keys are the board's.
_MARKS = frozenset(
    ("mark", "session", "form", "accept", "vet", "take_in", "extend", "note", "pin", "withdraw")
)


class BranchScreen(Screen[None]):
    """The lines of the side panel, over the whole terminal; the board's marks work here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,left", "app.pop_screen", show=False),
        *(
            Binding(",".join(command.keys), f"on_board('{command.action}')", show=False)
            for command in BOARD_COMMANDS
            if command.action in _MARKS
        ),
    ]

    def __init__(self, page: BranchPage, wording: Wording) -> None:
        super().__init__()
        self._page = page
        self._wording = wording

    @property
    def branch_id(self) -> str:
        """Which branch is shown."""
        return self._page.row.branch.id

    def compose(self) -> ComposeResult:
        """Lay out the pane and its keys."""
        yield TextPane(self._page.lines, id="branch")
        yield Said()

    def on_mount(self) -> None:
        """Say how to go back."""
        self.query_one(Said).say(self._wording.say("branch.keys"), "dim")

    async def action_on_board(self, action: str) -> None:
        """Go back to the board, whose cursor is on this branch, and mark it there."""
        await self.app.pop_screen()
        await self.app.screen.run_action(action)

    def show(self, page: BranchPage) -> None:
        """Show the branch as it was read."""
        self._page = page
        self.query_one(TextPane).show(page.lines, home=False)
