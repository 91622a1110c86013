"""One step of the first run: what it is about, its fields, what came of a try, its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import ClassVar, Literal, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from store.errors import SixOnesError
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.base import keys
from tui.base.cells import wrap
from tui.base.given_paths import read_paths
from tui.widgets.fields import FieldList
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line, wrapped
from tui.widgets.text_pane import TextPane
from tui.wizard.field_row import FieldRow, StepField
from tui.wizard.setup import Setup

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StepContext:
    """What every step is given: words, clock, who makes the workspace, its place among them."""

    wording: Wording
    clock: Callable[[], datetime]
    who: str
    at: int
    of: int


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """What was typed so far and where to go; `workspace` is the one that the last step made."""

    setup: Setup
    move: Literal["next", "back", "language"]
    workspace: Workspace | None = None


class StepShown(Message):
    """A step stands and what is first in it has the focus."""


class WizardStep(Screen[StepAnswer]):
    """Asks for some of the setup; `NAME` names its words in the catalogs.

    `ERRORS` says at which field an error is told, by its code or how that begins.
    """

    NAME: ClassVar[str] = ""
    TRIES: ClassVar[bool] = False
    ERRORS: ClassVar[Mapping[str, str]] = {}
    BINDINGS: ClassVar[list[BindingType]] = [
        keys.CONFIRM.binding("go_on", priority=True),
        keys.LEAVE.binding("go_back", priority=True),
        keys.READ.binding("try_out", priority=True),
        keys.SHOW.binding("other_language", priority=True),
        keys.PAGE_DOWN.binding("page(1)", priority=True),
        keys.PAGE_UP.binding("page(-1)", priority=True),
        keys.DOWN.binding("app.focus_next", priority=True),
        keys.DO.binding("app.focus_next", priority=True),
        keys.UP.binding("app.focus_previous", priority=True),
    ]

    def __init__(self, setup: Setup, context: StepContext) -> None:
        super().__init__()
        self.setup = setup
        self.context = context
        self.wording = context.wording
        # Whether something is done in a thread.
        self.busy = False
        self._result: list[Line] = []
        # The fields that the result is about.
        self._tried: Mapping[str, str] = {}

    # -- what a step says and asks ---------------------------------------------------------

    def about(self) -> str:
        """What this step is for."""
        return self.wording.say(f"wizard.about.{self.NAME}")

    def fields(self) -> Sequence[StepField]:
        """The fields, filled in with what is known."""
        raise NotImplementedError

    def label_of(self, field: StepField) -> str:
        """What a field is called."""
        return self.wording.say(f"wizard.field.{field.name}")

    def given(self, values: Mapping[str, str]) -> Setup:
        """The setup with what the fields say, right or wrong."""
        raise NotImplementedError

    def check(self, setup: Setup) -> None:
        """See whether one can go on with it.

        Raises:
            SixOnesError: what cannot be meant; it is told at its field, and the step stays.
        """

    def after(self, setup: Setup) -> object:
        """Go on to the next step; a step that has work to do does it first."""
        return self.dismiss(StepAnswer(setup, "next"))

    def try_it(self, setup: Setup) -> object:
        """Try out what the fields say."""

    # -- laying out ------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        say, context = self.wording.say, self.context
        name = say(f"wizard.name.{self.NAME}")
        title = say("wizard.title", at=context.at, of=context.of, name=name)
        yield Static(title, id="wizard-title", markup=False)
        yield TextPane(self._about_lines, id="wizard-about")
        with FieldList():
            for field in self.fields():
                yield FieldRow(field, self.label_of(field))
        yield TextPane(self._result_lines, id="wizard-result")
        yield Said()
        yield Static(id="wizard-keys", markup=False)

    def on_mount(self) -> None:
        """Start in the first field."""
        for pane in self.query(TextPane):
            pane.can_focus = False
        self.query_one("#fields").can_focus = False
        self.query(FieldRow).first().entry.focus()
        self.post_message(StepShown())

    def on_descendant_focus(self) -> None:
        """Say the keys of the field that one is in."""
        say = self.wording.say
        row = self.row_in_front
        keys = say("wizard.keys_try" if self.TRIES else "wizard.keys")
        if row is not None and row.field.choices:
            keys = f"{say('wizard.keys_choice')}  {keys}"
        self.query_one("#wizard-keys", Static).update(keys)

    @property
    def row_in_front(self) -> FieldRow | None:
        """The row that has the focus."""
        return next((row for row in self.query(FieldRow) if row.entry is self.focused), None)

    def row(self, name: str) -> FieldRow:
        """The row of a field."""
        return next(row for row in self.query(FieldRow) if row.field.name == name)

    def values(self) -> dict[str, str]:
        """What the fields say, by name."""
        return {row.field.name: row.value for row in self.query(FieldRow)}

    def say(self, text: str, ink: str = "text") -> None:
        """Say something at the foot."""
        self.query_one(Said).say(text, ink)

    def show_result(self, lines: Sequence[Line]) -> None:
        """Show what came of a try."""
        self._result, self._tried = list(lines), self.values()
        self.query_one("#wizard-result", TextPane).show(self._result_lines)

    def show_about(self) -> None:
        """Say anew what the step is for, where that hangs on what was typed."""
        self.query_one("#wizard-about", TextPane).show(self._about_lines)

    def _about_lines(self, width: int) -> list[Line]:
        return [
            line
            for paragraph in self.about().split("\n")
            for line in wrapped(paragraph, width, "text")
        ]

    def _result_lines(self, width: int) -> list[Line]:
        return [((part, ink),) for (text, ink), *_ in self._result for part in wrap(text, width)]

    # -- what is wrong -----------------------------------------------------------------------

    def refuse(self, error: SixOnesError) -> None:
        """Tell an error at the field that it is about, else at the foot."""
        text = self.wording.error(error, place="wizard")
        name = self.field_of(error)
        if name is None:
            self.say(text, "amber")
        else:
            self.say("")
            self.row(name).refuse(text)

    def field_of(self, error: SixOnesError) -> str | None:
        """The field that an error is about."""
        begins = [one for one in self.ERRORS if error.code.startswith(one)]
        return self.ERRORS[max(begins, key=len)] if begins else None

    def forget(self) -> None:
        """Take back errors and results of before."""
        for row in self.query(FieldRow):
            row.accept()
        self.say("")
        self.show_result([])

    async def worked(self, doing: str, work: Callable[[], T]) -> T | None:
        """Have `work` done in a thread, saying how long; None where it failed, which is told."""
        self.forget()
        self.busy = True
        began = monotonic()

        def tell() -> None:
            seconds = round(monotonic() - began)
            text = self.wording.say("wizard.since", doing=doing, seconds=seconds)
            self.say(text if seconds else doing)

        tell()
        ticking = self.set_interval(1, tell)
        try:
            done = await asyncio.to_thread(work)
        except SixOnesError as err:
            self.refuse(err)
            return None
        finally:
            ticking.stop()
            self.busy = False
        self.say("")
        return done

    @on(FieldRow.Edited)
    def _changed(self, event: FieldRow.Edited) -> None:
        """What was found of other values says nothing of these."""
        if self._result and self.values() != self._tried:
            self.say("")
            self.show_result([])
        self.typed(event.row.field.name, event.value)

    def typed(self, name: str, value: str) -> None:
        """Take in that a field says something else."""

    # -- keys ------------------------------------------------------------------------------

    def action_go_on(self) -> None:
        """Take the fields in and go on."""
        setup = self._taken()
        if setup is not None:
            self.after(setup)

    def action_go_back(self) -> None:
        """Go back, keeping what was typed."""
        self.dismiss(StepAnswer(self.given(self.values()), "back"))

    def action_try_out(self) -> None:
        """Try out what the fields say."""
        setup = self._taken() if self.TRIES else None
        if setup is not None:
            self.try_it(setup)

    def action_other_language(self) -> None:
        """Go on in the other language, keeping what was typed."""
        self.dismiss(StepAnswer(self.given(self.values()), "language"))

    def action_page(self, by: int) -> None:
        """Scroll what came of a try."""
        pane = self.query_one("#wizard-result", TextPane)
        pane.scroll_relative(y=by * max(pane.size.height - 1, 1), animate=False)

    def _taken(self) -> Setup | None:
        """The setup with what the fields say; None where that cannot be, which is told."""
        # A try that still runs is about other values.
        self.workers.cancel_node(self)
        self.forget()
        setup = self.given(self.values())
        try:
            self.check(setup)
        except SixOnesError as err:
            self.refuse(err)
            return None
        return setup


def tls_choices(wording: Wording) -> tuple[tuple[str, str], ...]:
    """The ways to secure a line, as they are called."""
    return tuple(
        (one, wording.say(f"settings.value.tls.{one}")) for one in ("implicit", "starttls", "none")
    )


def dropped(text: str) -> str:
    """A path as it was typed, or dropped into the terminal."""
    found = read_paths(text)
    return str(found[0]) if len(found) == 1 else text
