"""One step of the first run: what it is about, its fields, what came of a try, its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from store.errors import SixOnesError
from store.text.wording import Wording
from tui.base.job_host import JobHost
from tui.widgets.choice import Choice
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line, wrap
from tui.widgets.text_pane import TextPane
from tui.wizard.first_run import Wishes

if TYPE_CHECKING:
    from tui.wizard.app import Wizard

_LABEL = 14


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a step: a line of text, a secret, or one of some `choices`."""

    name: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    secret: bool = False
    hint: str = ""


class WizardStep(Screen[None], JobHost):
    """Asks for some of the wishes; `NAME` names its words in the catalogs."""

    NAME: ClassVar[str] = ""
    TRIES: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "go_on", show=False, priority=True),
        Binding("ctrl+b,escape", "go_back", show=False, priority=True),
        Binding("ctrl+o", "try_out", show=False, priority=True),
        Binding("ctrl+l", "other_language", show=False, priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, wizard: Wizard) -> None:
        super().__init__()
        self.wizard = wizard
        self._result: list[Line] = []

    @property
    def wording(self) -> Wording:
        """The words of the language chosen."""
        return self.wizard.wording

    # -- what a step says and asks ---------------------------------------------------------

    def about(self) -> str:
        """What this step is for."""
        return self.wording.say(f"wizard.about.{self.NAME}")

    def asked(self, wishes: Wishes) -> Sequence[Asked]:
        """The fields, filled in with what is known."""
        raise NotImplementedError

    def given(self, values: Mapping[str, str]) -> Wishes:
        """The wishes with what the fields say.

        Raises:
            SixOnesError: what cannot be meant; it is told, and the step stays.
        """
        raise NotImplementedError

    def after(self) -> None:
        """Go on to the next step; a step that has work to do does it first."""
        self.wizard.step(1)

    def try_it(self, wishes: Wishes) -> None:
        """Try out what the fields say."""

    # -- laying out ------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Static(self.wizard.title_of(self), id="wizard-title", markup=False)
        yield TextPane(self._about_lines, id="wizard-about")
        with VerticalScroll(id="fields"):
            for field in self.asked(self.wizard.wishes):
                yield from self._field(field)
        yield TextPane(self._result_lines, id="wizard-result")
        yield Said()
        say = self.wording.say
        keys = say("wizard.keys_try" if self.TRIES else "wizard.keys")
        yield Static(keys, id="wizard-keys", markup=False)

    def _field(self, field: Asked) -> ComposeResult:
        label = self.wording.say(f"wizard.field.{field.name}")
        if field.choices:
            yield Choice(label, list(field.choices), field.value, label_width=_LABEL, id=field.name)
            return
        with Horizontal(classes="row"):
            yield Static(label, classes="label", markup=False)
            yield Input(
                field.value,
                placeholder=field.hint,
                password=field.secret,
                compact=True,
                id=field.name,
            )

    def on_mount(self) -> None:
        """Start in the first field."""
        for one in self.query(Input):
            one.cursor_blink = False
        first = next(iter(self.query("#fields Input, #fields Choice")), None)
        if first is not None:
            first.focus()

    def show_result(self, lines: list[Line]) -> None:
        """Show what came of a try."""
        self._result = lines
        self.query_one("#wizard-result", TextPane).show(self._result_lines)

    def values(self) -> dict[str, str]:
        """What the fields say, by name."""
        found = {one.id or "": one.value.strip() for one in self.query(Input)}
        return found | {one.id or "": one.value for one in self.query(Choice)}

    def _about_lines(self, width: int) -> list[Line]:
        return [((part, "text"),) for part in wrap(self.about(), width)]

    def _result_lines(self, width: int) -> list[Line]:
        return [((part, ink),) for (text, ink), *_ in self._result for part in wrap(text, width)]

    # -- keys ------------------------------------------------------------------------------

    def action_go_on(self) -> None:
        """Take the fields in and go on."""
        if self._take():
            self.after()

    def action_go_back(self) -> None:
        """Go back, keeping what was typed."""
        self.wizard.step(-1)

    def action_try_out(self) -> None:
        """Try out what the fields say."""
        if self.TRIES and self._take():
            self.try_it(self.wizard.wishes)

    def action_other_language(self) -> None:
        """Go on in the other language, keeping what was typed."""
        self._take(quiet=True)
        self.wizard.other_language()

    def _take(self, *, quiet: bool = False) -> bool:
        try:
            self.wizard.wishes = self.given(self.values())
        except SixOnesError as err:
            if not quiet:
                self.query_one(Said).say(self.wording.error(err), "amber")
            return False
        return True

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()
