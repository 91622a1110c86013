"""One branch on a screen of its own, for narrow terminals."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from store.wording import Wording
from tui.widgets.branch_lines import BranchPage
from tui.widgets.lines_below import Said
from tui.widgets.text_pane import TextPane


class BranchScreen(Screen[None]):
    """The lines of the side panel, over the whole terminal."""

    BINDINGS = [Binding("escape,enter,left", "app.pop_screen", show=False)]  # noqa: RUF012  (Textual's way)

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

    def show(self, page: BranchPage) -> None:
        """Show the branch as it was read."""
        self._page = page
        self.query_one(TextPane).show(page.lines, home=False)
