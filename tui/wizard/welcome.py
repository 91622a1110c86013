"""The first step of the first run: make a workspace, mend broken settings, or look around."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from tui.widgets.lines_below import Said
from tui.widgets.painted import Line, wrap
from tui.widgets.row_list import Row, RowList
from tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tui.wizard.app import Wizard


class WelcomeStep(Screen[None]):
    """What is to be done: make a workspace, mend the settings, or look at the demonstration."""

    NAME = "welcome"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", show=False),
        Binding("ctrl+l", "other_language", show=False, priority=True),
        Binding("escape", "app.quit", show=False),
    ]

    def __init__(self, wizard: Wizard) -> None:
        super().__init__()
        self._wizard = wizard

    def compose(self) -> ComposeResult:
        """Lay out the words and the choices."""
        say = self._wizard.wording.say
        yield Static(say("board.name"), id="wizard-title", markup=False)
        yield TextPane(self._about, id="wizard-about")
        yield RowList(id="choices")
        yield Said()
        yield Static(say("wizard.keys_welcome"), id="wizard-keys", markup=False)

    def on_mount(self) -> None:
        """Show the choices."""
        say = self._wizard.wording.say
        broken = self._wizard.problem is not None
        names = ("retry", "mend", "demo", "quit") if broken else ("make", "demo", "quit")
        rows = self.query_one(RowList)
        rows.show([Row(name, partial(_choice, say(f"wizard.choice.{name}"))) for name in names])
        rows.focus()

    def on_row_list_opened(self) -> None:
        """A second click chooses."""
        self.action_choose()

    def action_choose(self) -> None:
        """Do what is under the cursor."""
        self._wizard.chosen(self.query_one(RowList).current or "")

    def action_other_language(self) -> None:
        """Go on in the other language."""
        self._wizard.other_language()

    def _about(self, width: int) -> list[Line]:
        wizard = self._wizard
        say = wizard.wording.say
        folder = str(wizard.folder.absolute())
        if wizard.problem is None:
            text, ink = say("wizard.about.welcome", folder=folder), "text"
            return [((part, ink),) for part in wrap(text, width)]
        lines: list[Line] = [
            ((part, "amber"),) for part in wrap(wizard.wording.error(wizard.problem), width)
        ]
        lines += [(), *(((part, "text"),) for part in wrap(say("wizard.about.broken"), width))]
        return lines


def _choice(text: str, _width: int) -> Line:
    return ((text, "text"),)
