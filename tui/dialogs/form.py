"""A small form for a mark: a few fields, checked before they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.errors import SixOnesError
from store.text.wording import Wording
from tui.base import keys
from tui.base.cells import wrap
from tui.widgets.choice import Choice
from tui.widgets.fields import FieldList
from tui.widgets.lines_below import Said
from tui.widgets.path_suggester import PathSuggester

_LABEL = 12
_TEXT_WIDTH = 58


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a line of text, or one of some `choices` (value and label).

    Args:
        errors: the codes of errors, or how they begin, that are told under this field.
        path: whether it is the path of a file or folder, which is completed.
        means: what is understood of the value, told under the field as one types.
    """

    name: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    errors: tuple[str, ...] = ()
    means: Callable[[str], str] | None = None
    path: bool = False


class MarkForm(ModalScreen[Mapping[str, str] | None]):
    """Gives the fields by name, None where the form was left.

    `check` is given the fields before; the error that it raises is told at the field that it is
    about, which gets the cursor, else below the form.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss(None)"),
        keys.CONFIRM.binding("save", priority=True),
        keys.DOWN.binding("app.focus_next"),
        keys.UP.binding("app.focus_previous"),
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
            with FieldList():
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
                            field.value,
                            placeholder=field.hint,
                            compact=True,
                            id=field.name,
                            suggester=PathSuggester() if field.path else None,
                        )
                    yield Static(classes="refused", id=f"under-{field.name}", markup=False)
            yield Said()

    def on_mount(self) -> None:
        """Start in the first field; say the keys."""
        for one in self.query(Input):
            one.cursor_blink = False
        self.query_one(Said).say(self._wording.say("mark_form.keys"), "dim")
        first = self.query("Input").first() if self.query("Input") else self.query(Choice).first()
        first.focus()

    @on(Input.Changed)
    def _say_meaning(self, event: Input.Changed) -> None:
        """What was refused is taken back by another value, and what that means is told."""
        field = next(one for one in self._fields if one.name == event.input.id)
        self._tell(field.name, field.means(event.value.strip()) if field.means else "")

    def _tell(self, name: str, text: str, *, wrong: bool = False) -> None:
        under = self.query_one(f"#under-{name}", Static)
        under.update(text)
        under.display = bool(text)
        under.set_class(not wrong, "meaning")

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
            self._refuse(err)
            return
        self.dismiss(values)

    def _refuse(self, err: SixOnesError) -> None:
        """Tell an error where it is, and put the cursor there."""
        said = self._wording.error(err)
        field = next((one for one in self._fields if err.code.startswith(one.errors)), None)
        if field is None or not field.errors:
            self.query_one(Said).say(said, "amber")
            return
        widget = self.query_one(f"#{field.name}")
        widget.focus()
        if not field.choices:
            self._tell(field.name, said, wrong=True)
            self.query_one(f"#under-{field.name}").scroll_visible(animate=False)
        else:
            self.query_one(Said).say(said, "amber")
