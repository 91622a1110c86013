"""The first run: a few steps from nothing, or from broken settings, to a workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.worker import Worker, WorkerState

from store.errors import ConfigError, SixOnesError
from store.text.wording import LANGUAGES, Wording, load
from store.workspace.workspace import Workspace
from tui.base.desk import utc_now
from tui.base.inks import DARK
from tui.base.job_host import JobHost
from tui.base.signals import on_end_signal
from tui.base.theme import themes
from tui.widgets.lines_below import Said
from tui.widgets.painted import PlainScrollBar
from tui.wizard.first_run import Wishes, salvaged, still_broken
from tui.wizard.step import WizardStep
from tui.wizard.steps import MailStep, NoticeStep, RosterStep, ScopeStep
from tui.wizard.welcome import WelcomeStep

_STEPS = (NoticeStep, MailStep, ScopeStep, RosterStep)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the first run ended: with a workspace and the code typed for it, the demonstration,
    or by leaving."""

    kind: Literal["workspace", "demo", "left"]
    language: str
    code: str | None = None


class Wizard(App[Outcome], JobHost):
    """Goes from step to step and keeps what was typed."""

    CSS_PATH = Path(__file__).parents[1] / "app" / "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", show=False, priority=True)]

    def __init__(
        self,
        folder: Path,
        *,
        language: str,
        who: str,
        problem: ConfigError | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        ScrollBar.renderer = PlainScrollBar
        self.folder = folder
        self.who = who
        self.clock = clock
        self.problem = problem
        self.wording: Wording = load(language)
        self.wishes = salvaged(folder / "sixones.toml") if problem else Wishes()
        self._at = -1
        self.title = self.wording.say("board.name")
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK

    def on_mount(self) -> None:
        """Welcome; leave the screens when the system ends the program."""
        on_end_signal(lambda code: self.exit(return_code=code))
        self.push_screen(WelcomeStep(self))

    def title_of(self, step: WizardStep) -> str:
        """The head line of a step: which one it is of how many."""
        return self.wording.say(
            "wizard.title",
            at=self._at + 1,
            of=len(_STEPS),
            name=self.wording.say(f"wizard.name.{step.NAME}"),
        )

    def step(self, by: int) -> None:
        """Go to another step; before the first one is the welcome."""
        self._at = max(-1, min(self._at + by, len(_STEPS) - 1))
        self.switch_screen(self._screen())

    def other_language(self) -> None:
        """Go on in the next language."""
        place = LANGUAGES.index(self.wording.language)
        self.wording = load(LANGUAGES[(place + 1) % len(LANGUAGES)])
        self.title = self.wording.say("board.name")
        self.switch_screen(self._screen())

    def chosen(self, name: str) -> None:
        """Do what was chosen on the first screen."""
        if name in ("make", "mend"):
            self.step(1)
        elif name == "demo":
            self.exit(Outcome("demo", self.wording.language))
        elif name == "quit":
            self.exit(Outcome("left", self.wording.language))
        elif name == "retry":
            self.problem = still_broken(self.folder)
            if self.problem is None:
                self.exit(Outcome("workspace", self.wording.language))
            else:
                self.switch_screen(WelcomeStep(self))

    def made(self, workspace: Workspace) -> None:
        """Leave with the new workspace."""
        mail = workspace.settings.mail
        code = self.wishes.code if mail.kind == "imap" and self.wishes.code else None
        self.exit(Outcome("workspace", self.wording.language, code))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell in one sentence what failed; the step stays."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        if isinstance(error, SixOnesError):
            said = self.wording.error(error)
        else:
            said = self.wording.say("board.failed", what=f"{type(error).__name__}: {error}")
        self.screen.query_one(Said).say(said, "red")

    def _screen(self) -> Screen[None]:
        return WelcomeStep(self) if self._at < 0 else _STEPS[self._at](self)
