"""The first run: a few steps from nothing, or from broken settings, to a workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal

from textual import events, on, work
from textual.binding import BindingType
from textual.scrollbar import ScrollBar
from textual.worker import Worker, WorkerState

from store.errors import ConfigError, SixOnesError
from store.text.wording import LANGUAGES, Wording, load
from store.workspace.workspace import SETTINGS_FILE
from tui.base import keys
from tui.base.desk import utc_now
from tui.base.in_turn import KeysInTurn
from tui.base.inks import DARK
from tui.base.signals import on_end_signal
from tui.base.theme import themes
from tui.widgets.lines_below import Said
from tui.widgets.painted import PlainScrollBar
from tui.wizard.figures_step import FiguresStep
from tui.wizard.mail_step import MailStep
from tui.wizard.notice_step import NoticeStep
from tui.wizard.roster_step import RosterStep
from tui.wizard.scope_step import ScopeStep
from tui.wizard.sending_step import SendingStep
from tui.wizard.setup import Setup, salvaged, still_broken
from tui.wizard.step import StepContext, StepShown, WizardStep
from tui.wizard.welcome import Welcomed, WelcomeStep


def _steps(setup: Setup) -> tuple[type[WizardStep], ...]:
    """The steps, with one for the figures of a notice as issued."""
    figures = (FiguresStep,) if setup.reads_notice else ()
    return (NoticeStep, *figures, MailStep, SendingStep, ScopeStep, RosterStep)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the first run ended: with a workspace and the code typed for it, the demonstration,
    or by leaving."""

    kind: Literal["workspace", "demo", "left"]
    language: str
    folder: Path | None = None
    code: str | None = None


class Wizard(KeysInTurn[Outcome]):
    """Goes from step to step and keeps what was typed."""

    CSS_PATH: ClassVar = [
        Path(__file__).parents[1] / "app" / name for name in ("board.tcss", "app.tcss")
    ]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [keys.QUIT.binding("quit", priority=True)]

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
        self.wording: Wording = load(language)
        self._problem = problem
        # Whether a step stands and takes keys.
        self._standing = False
        self.title = self.wording.say("board.name")
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK

    def on_mount(self) -> None:
        """Begin; leave the screens when the system ends the program."""
        on_end_signal(lambda code: self.exit(return_code=code))
        self.lead()

    # -- from step to step -------------------------------------------------------------------

    @work
    async def lead(self) -> None:
        """Welcome, then step after step, until it is clear how the first run ends."""
        outcome = None
        while outcome is None:
            self._standing = False
            welcome = WelcomeStep(self.folder, self.wording, self._problem)
            outcome = await self._chosen(await self.push_screen_wait(welcome))
        self.exit(outcome)

    async def _chosen(self, welcomed: Welcomed) -> Outcome | None:
        language = self.wording.language
        match welcomed.choice:
            case "make" | "mend":
                return await self._ask_all()
            case "retry":
                self._problem = still_broken(self.folder)
                if self._problem is None:
                    return Outcome("workspace", language, self.folder)
            case "open":
                return Outcome("workspace", language, welcomed.folder)
            case "demo":
                return Outcome("demo", language)
            case "quit":
                return Outcome("left", language)
            case "language":
                self._next_language()
        return None

    async def _ask_all(self) -> Outcome | None:
        """Go through the steps; back before the first one is the welcome."""
        toml = self.folder / SETTINGS_FILE
        setup = salvaged(toml) if self._problem else Setup(str(self.folder))
        at = 0
        while at >= 0:
            self._standing = False
            steps = _steps(setup)
            context = StepContext(self.wording, self.clock, self.who, at + 1, len(steps))
            answer = await self.push_screen_wait(steps[at](setup, context))
            setup = answer.setup
            if answer.workspace is not None:
                is_server = answer.workspace.settings.mail.kind == "imap"
                code = setup.code if is_server and setup.code else None
                folder = answer.workspace.folder
                return Outcome("workspace", self.wording.language, folder, code)
            if answer.move == "language":
                self._next_language()
            else:
                at += 1 if answer.move == "next" else -1
        return None

    def _next_language(self) -> None:
        place = LANGUAGES.index(self.wording.language)
        self.wording = load(LANGUAGES[(place + 1) % len(LANGUAGES)])
        self.title = self.wording.say("board.name")

    # -- keys in their turn ------------------------------------------------------------------

    def waits(self, _typed: events.Key | events.Paste) -> bool:
        """Between two steps nobody takes a key."""
        return not self._standing

    @on(StepShown)
    async def _begin_typing(self) -> None:
        self._standing = True
        await self.take_next()

    # -- what goes wrong ---------------------------------------------------------------------

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell in one sentence what failed that no step tells itself; the step stays."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        if isinstance(error, SixOnesError):
            said = self.wording.error(error, place="wizard")
        else:
            said = self.wording.say("board.failed", what=f"{type(error).__name__}: {error}")
        for status in self.screen.query(Said):
            status.say(said, "red")
