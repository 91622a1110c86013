"""A small form for a mark: a few fields, checked before they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.errors import SixOnesError
from store.text.wording import Wording
from tui.widgets.choice import Choice
from tui.widgets.lines_below import Said
from tui.widgets.painted import wrap

_LABEL = 12
_TEXT_WIDTH = 58


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a line of text, or one of some `choices` (value and label)."""

    name: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


class MarkForm(ModalScreen[Mapping[str, str] | None]):
    """Gives the fields by name, None where the form was left.

    `check` is given the fields before; the error that it raises is told in the form.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        wording: Wording,
        *,
        text: str = "",
        check: Callable[[Mapping[str, str]], object] = dict,
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._wording = wording
        self._text = text
        self._check = check

    def compose(self) -> ComposeResult:
        """Lay out the text and the fields."""
        with Vertical(classes="box form"):
            yield Static(self._title, classes="title", markup=False)
            if self._text:
                lines = "\n".join(wrap(self._text, _TEXT_WIDTH))
                yield Static(lines, classes="about", markup=False)
            with VerticalScroll(id="fields"):
                for field in self._fields:
                    if field.choices:
                        yield Choice(
                            field.label,
                            list(field.choices),
                            field.value,
                            label_width=_LABEL,
                            id=field.name,
                        )
                        continue
                    with Horizontal(classes="row"):
                        yield Static(field.label, classes="label", markup=False)
                        yield Input(
                            field.value, placeholder=field.hint, compact=True, id=field.name
                        )
            yield Said()

    def on_mount(self) -> None:
        """Start in the first field; say the keys."""
        for one in self.query(Input):
            one.cursor_blink = False
        self.query_one(Said).say(self._wording.say("mark_form.keys"), "dim")
        first = self.query("Input").first() if self.query("Input") else self.query(Choice).first()
        first.focus()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        """Enter goes to the next line of text, from the last one it saves."""
        inputs = list(self.query(Input))
        place = inputs.index(event.input)
        if place + 1 < len(inputs):
            inputs[place + 1].focus()
        else:
            self.action_save()

    def action_save(self) -> None:
        """Check the fields and give them."""
        values = {
            field.name: (
                self.query_one(f"#{field.name}", Choice).value
                if field.choices
                else self.query_one(f"#{field.name}", Input).value.strip()
            )
            for field in self._fields
        }
        try:
            self._check(values)
        except SixOnesError as err:
            self.query_one(Said).say(self._wording.error(err), "amber")
            return
        self.dismiss(values)
