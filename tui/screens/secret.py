"""A question for a secret: what is typed is not shown, and is in no file."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.wording import Wording
from tui.widgets.lines_below import Said


class AskSecret(ModalScreen[str | None]):
    """Gives what was typed, None where the question was left."""

    BINDINGS = [Binding("escape", "dismiss(None)", show=False)]  # noqa: RUF012  (Textual's way)

    def __init__(self, question: str, wording: Wording) -> None:
        super().__init__()
        self._question = question
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Lay out the question and its field."""
        with Vertical(classes="box small"):
            yield Static(self._question, classes="title", markup=False)
            yield Input(password=True, compact=True, id="answer")
            yield Said()

    def on_mount(self) -> None:
        """Type at once; a steady cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self.query_one(Said).say(self._wording.say("ask.text_keys"), "dim")

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)
