"""One field of a step with its label, and under it what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.choice import Choice

LABEL_WIDTH = 14


class LongInput(Input):
    """A line that text of many lines may be pasted into: it is told whole."""

    @dataclass
    class TextGiven(Message):
        """More than a line was pasted."""

        text: str

    def _on_paste(self, event: events.Paste) -> None:
        if len([line for line in event.text.splitlines() if line.strip()]) > 1:
            event.stop()
            event.prevent_default()
            self.post_message(self.TextGiven(event.text))


@dataclass(frozen=True, slots=True)
class StepField:
    """One field of a step: a line of text, a secret, or one of some `choices`.

    `long` says that a whole text may be pasted into it.
    """

    name: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    secret: bool = False
    hint: str = ""
    long: bool = False


class FieldRow(Vertical):
    """Label and field in one line; a refused value is told in the lines below it."""

    @dataclass
    class Edited(Message):
        """Another value stands in the field."""

        row: FieldRow
        value: str

    def __init__(self, field: StepField, label: str) -> None:
        super().__init__(classes="field")
        self.field = field
        self._label = label
        self._refused = ""

    def compose(self) -> ComposeResult:
        """Lay out label, field and the place for an error."""
        field = self.field
        if field.choices:
            chosen = field.value
            yield Choice(self._label, field.choices, chosen, label_width=LABEL_WIDTH, id=field.name)
        else:
            with Horizontal(classes="row"):
                yield Static(self._label, classes="label", markup=False)
                kind = LongInput if field.long else Input
                line = kind(
                    field.value,
                    placeholder=field.hint,
                    password=field.secret,
                    compact=True,
                    id=field.name,
                )
                line.cursor_blink = False
                yield line
        yield Static(classes="refused", markup=False)

    @property
    def entry(self) -> Input | Choice:
        """The part that is typed into or stepped through."""
        if self.field.choices:
            return self.query_one(Choice)
        return self.query_one(Input)

    @property
    def value(self) -> str:
        """What the field says."""
        return self.entry.value.strip()

    def set_value(self, value: str) -> None:
        """Put a value into a line of text."""
        entry = self.entry
        if isinstance(entry, Input):
            entry.value = value

    @property
    def refusal(self) -> str:
        """What is told under the field; "" where nothing is wrong."""
        return str(self.query_one(".refused", Static).content)

    def refuse(self, text: str) -> None:
        """Tell what is wrong with the value, and put the cursor there."""
        self._refused = self.value
        told = self.query_one(".refused", Static)
        told.update(text)
        told.display = True
        self.entry.focus()
        self.call_after_refresh(self.scroll_visible, animate=False)

    def accept(self) -> None:
        """Take back what was told."""
        told = self.query_one(".refused", Static)
        told.update("")
        told.display = False

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed(event.value)

    @on(Choice.Changed)
    def _stepped(self, event: Choice.Changed) -> None:
        event.stop()
        self._changed(event.choice.value)

    def _changed(self, value: str) -> None:
        # A change may be told after the key that had the value refused.
        if value.strip() != self._refused:
            self.accept()
        self.post_message(self.Edited(self, value))
