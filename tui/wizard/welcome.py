"""The first screen: make a workspace, open one, mend broken settings, or look around."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from store.errors import ConfigError, SixOnesError
from store.text.wording import Wording
from store.workspace.workspace import open_workspace
from tui.base import keys
from tui.dialogs.ask import AskText
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line, wrapped
from tui.widgets.row_list import Row, RowList
from tui.widgets.text_pane import TextPane
from tui.wizard.step import StepShown, dropped


@dataclass(frozen=True, slots=True)
class Welcomed:
    """What was chosen; `folder` is the workspace to open."""

    choice: Literal["make", "mend", "open", "retry", "demo", "quit", "language"]
    folder: Path | None = None


class WelcomeStep(Screen[Welcomed]):
    """What is to be done; `problem` is what is wrong with the settings of `folder`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.DO.binding("choose"),
        keys.SHOW.binding("other_language", priority=True),
        keys.LEAVE.binding("app.quit"),
    ]

    def __init__(self, folder: Path, wording: Wording, problem: ConfigError | None) -> None:
        super().__init__()
        self._folder = folder
        self._wording = wording
        self._problem = problem

    def compose(self) -> ComposeResult:
        """Lay out the words and the choices."""
        say = self._wording.say
        yield Static(say("board.name"), id="wizard-title", markup=False)
        yield TextPane(self._about, id="wizard-about")
        yield RowList(id="choices")
        yield Said()
        yield Static(say("wizard.keys_welcome"), id="wizard-keys", markup=False)

    def on_mount(self) -> None:
        """Show the choices."""
        say = self._wording.say
        broken = self._problem is not None
        first = ("retry", "mend") if broken else ("make",)
        rows = self.query_one(RowList)
        names = (*first, "open", "demo", "quit")
        rows.show([Row(name, partial(_choice, say(f"wizard.choice.{name}"))) for name in names])
        rows.focus()
        self.post_message(StepShown())

    def on_row_list_opened(self) -> None:
        """A second click chooses."""
        self.action_choose()

    def action_choose(self) -> None:
        """Do what is under the cursor."""
        match self.query_one(RowList).current:
            case "open":
                self.ask_for_workspace()
            case "make" | "mend" | "retry" | "demo" | "quit" as choice:
                self.dismiss(Welcomed(choice))

    @work(exclusive=True, exit_on_error=False)
    async def ask_for_workspace(self) -> None:
        """Ask where the workspace lies; what is wrong with it is told, and the screen stays."""
        say, wording = self._wording.say, self._wording
        typed = await self.app.push_screen_wait(
            AskText(
                say("wizard.ask_workspace"),
                wording,
                needed=say("error.wizard.no_folder"),
                path=True,
            )
        )
        if typed is None:
            return
        folder = Path(dropped(typed)).expanduser()
        try:
            await asyncio.to_thread(open_workspace, folder)
        except SixOnesError as err:
            self.query_one(Said).say(wording.error(err, place="wizard"), "amber")
            return
        self.dismiss(Welcomed("open", folder))

    def action_other_language(self) -> None:
        """Go on in the other language."""
        self.dismiss(Welcomed("language"))

    def _about(self, width: int) -> list[Line]:
        say = self._wording.say
        if self._problem is None:
            text = say("wizard.about.welcome", folder=str(self._folder.absolute()))
            return wrapped(text, width, "text")
        lines: list[Line] = wrapped(self._wording.error(self._problem), width, "amber")
        lines += [(), *wrapped(say("wizard.about.broken"), width, "text")]
        return lines


def _choice(text: str, _width: int) -> Line:
    return ((text, "text"),)
