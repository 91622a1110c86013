"""The import of a roster: which files, what they would change row by row, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Static

from store.errors import SixOnesError
from store.roster.importing import (
    Answers,
    Question,
    RosterPlan,
    apply_plan,
    describe_plan,
    find_sub_committee,
    open_questions,
    plan_import,
    read_files,
)
from store.roster.preview import describe_question, option_words
from store.roster.questions import answered
from store.roster.remembered import load_answers, save_answers
from store.roster.stored import imported_roster
from tui.base import keys
from tui.base.cells import wrap
from tui.base.desk import Desk
from tui.base.error_words import error_words
from tui.base.given_paths import read_paths
from tui.base.job_host import JobHost
from tui.base.jobs import opened
from tui.dialogs.ask import AskYes
from tui.dialogs.pick import Entry, Pick
from tui.widgets.fields import FieldList
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line, wrapped
from tui.widgets.text_pane import TextPane

_FIELDS = ("roster", "sub_committees", "reason")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the files would change, or what they leave open."""

    plan: RosterPlan | None
    questions: tuple[Question, ...] = ()
    refused: SixOnesError | None = None


class RosterImport(Screen[str | None], JobHost):
    """Gives the sentence that says what was done, None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss(None)", priority=True),
        keys.READ.binding("look", priority=True),
        keys.CONFIRM.binding("take", priority=True),
        keys.PAGE_DOWN.binding("page(1)", priority=True),
        keys.PAGE_UP.binding("page(-1)", priority=True),
        keys.DOWN.binding("app.focus_next"),
        keys.UP.binding("app.focus_previous"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._answers: Answers | None = None
        self._shown: RosterPlan | None = None
        self._typed: tuple[str, ...] = ()
        self._lines: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the fields and the preview."""
        say = self._desk.wording.say
        yield Static(say("roster_import.title"), id="import-title", markup=False)
        with FieldList():
            for name in _FIELDS:
                with Horizontal(classes="row"):
                    yield Static(say(f"roster_import.{name}"), classes="label", markup=False)
                    yield Input(
                        placeholder=say(f"roster_import.hint.{name}"), compact=True, id=name
                    )
        yield TextPane(self._preview, id="import-preview")
        yield Said()
        yield Static(say("roster_import.keys"), id="import-keys", markup=False)

    def on_mount(self) -> None:
        """Start in the first field."""
        for one in self.query(Input):
            one.cursor_blink = False
        self.query_one("#roster", Input).focus()
        self.query_one("#import-preview").can_focus = False

    # -- looking -----------------------------------------------------------------------------

    def action_look(self) -> None:
        """Show what the files would change."""
        self._read(self._show)

    def action_take(self) -> None:
        """Show it first; what was seen is imported."""
        if self._shown is not None and self._typed == self._values():
            self._import(self._shown)
        else:
            self._read(self._show)

    def action_page(self, by: int) -> None:
        """Scroll the preview."""
        pane = self.query_one("#import-preview", TextPane)
        pane.scroll_relative(y=by * max(pane.size.height - 1, 1), animate=False)

    def _values(self) -> tuple[str, ...]:
        return tuple(self.query_one(f"#{name}", Input).value.strip() for name in _FIELDS)

    def _read(self, then: Callable[[_Seen], None]) -> None:
        roster, units, _ = self._values()
        if not (roster or units):
            self._say("roster_import.no_file", "amber")
            return
        self._shown, self._typed = None, self._values()
        self._say("roster_import.reading")
        self.run_job("roster", partial(self._looked, _path(roster), _path(units)), then)

    def _looked(self, roster: Path | None, units: Path | None) -> _Seen:
        try:
            return self._look(roster, units)
        except SixOnesError as err:
            # The place below words what fails there; nobody sees it while this screen is open.
            return _Seen(None, refused=err)

    def _look(self, roster: Path | None, units: Path | None) -> _Seen:
        workspace = self._desk.workspace
        if self._answers is None:
            self._answers = load_answers(workspace.folder)
        with opened(workspace) as store:
            stored = imported_roster(store).sub_committees
            scope = workspace.settings.scope
            known = find_sub_committee(stored, scope) if scope else None
            files = read_files(
                roster,
                units,
                scope=known.name if known is not None else scope,
                answers=self._answers,
            )
            questions = open_questions(*files, stored)
            return _Seen(None if questions else plan_import(store, *files), questions)

    def _show(self, seen: _Seen) -> None:
        wording = self._desk.wording
        if seen.refused is not None:
            self._refuse(seen.refused)
            return
        if seen.plan is None:
            self._ask(seen.questions[0])
            return
        self._shown = seen.plan
        self._lines = describe_plan(seen.plan, wording, longest=None)
        self._repaint()
        if seen.plan.empty:
            self._say("cli.roster.same")
        else:
            self._say("roster_import.look", "done")

    def _refuse(self, error: SixOnesError) -> None:
        self._shown, self._lines = None, []
        self._repaint()
        self.query_one(Said).say(error_words(error, self._desk, None), "red")

    def _ask(self, question: Question) -> None:
        """Ask one thing that the files leave open, then read them again."""
        wording = self._desk.wording
        self._lines = describe_question(question, wording)
        self._repaint()
        self._say("roster_import.open", "amber")
        entries = [
            Entry(option, option_words(question, option, wording)) for option in question.options
        ]

        def picked(option: str | None) -> None:
            if option is not None:
                self._answers = answered(self._answers or Answers(), question, option)
                self._read(self._show)

        self.app.push_screen(
            Pick(self._lines[0], entries, wording, current=question.proposal or None), picked
        )

    # -- importing ---------------------------------------------------------------------------

    def _import(self, plan: RosterPlan) -> None:
        wording = self._desk.wording
        if plan.empty:
            self.dismiss(wording.say("cli.roster.same"))
        elif plan.mass_withdrawal or plan.mass_rename:
            warning = (
                wording.say("roster.warn_mass_withdrawal", n=len(plan.withdrawn))
                if plan.mass_withdrawal
                else wording.say("roster.warn_mass_rename")
            )
            self.app.push_screen(
                AskYes(warning, wording), lambda yes: self._apply(plan, force=True) if yes else None
            )
        else:
            self._apply(plan, force=False)

    def _apply(self, plan: RosterPlan, *, force: bool) -> None:
        desk, reason = self._desk, self._values()[2]

        def work() -> str | SixOnesError:
            try:
                with opened(desk.workspace) as store:
                    apply_plan(
                        store, plan, at=desk.clock(), actor=desk.who, reason=reason, force=force
                    )
                save_answers(desk.workspace.folder, self._answers or Answers())
            except SixOnesError as err:
                return err
            return desk.wording.say(
                "roster.summary",
                added=len(plan.added),
                changed=len(plan.changed),
                withdrawn=len(plan.withdrawn),
                unchanged=len(plan.unchanged),
            )

        def done(said: str | SixOnesError) -> None:
            if isinstance(said, SixOnesError):
                self._refuse(said)
            else:
                self.dismiss(said)

        self.run_job("import", work, done)

    # -- showing -----------------------------------------------------------------------------

    def _repaint(self) -> None:
        self.query_one("#import-preview", TextPane).show(self._preview)

    def _preview(self, width: int) -> list[Line]:
        if not self._lines:
            about = self._desk.wording.say("roster_import.about")
            return wrapped(about, width, "dim")
        return [((part, "text"),) for line in self._lines for part in wrap(line, width)]

    def _say(self, code: str, ink: str = "text") -> None:
        self.query_one(Said).say(self._desk.wording.say(code), ink)

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()


def _path(text: str) -> Path | None:
    """A path as it was typed, or dropped into the terminal."""
    if not text:
        return None
    found = read_paths(text)
    return (found[0] if len(found) == 1 else Path(text)).expanduser()
