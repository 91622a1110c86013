"""Editing what is to be mailed: a subject, where it has one of its own, and a text."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from store.text.wording import Wording
from tui.base import keys
from tui.widgets.lines_below import Said


class LetterEdit(ModalScreen["tuple[str, str] | None"]):
    """Gives subject and text, None where they were left as they are.

    A `subject` of None is made elsewhere: "" is given for it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss(None)", priority=True),
        keys.CONFIRM.binding("save", priority=True),
    ]

    def __init__(self, title: str, subject: str | None, text: str, wording: Wording) -> None:
        super().__init__()
        self._title = title
        self._subject = subject
        self._text = text
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Lay out the two fields."""
        with Vertical(classes="box wide"):
            yield Static(self._title, classes="title", markup=False)
            if self._subject is not None:
                yield Input(self._subject, compact=True, id="subject")
            yield TextArea(
                self._text, soft_wrap=True, compact=True, tab_behavior="focus", id="text"
            )
            yield Said()

    def on_mount(self) -> None:
        """Begin in the text; steady cursors."""
        for field in self.query(Input):
            field.cursor_blink = False
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.focus()
        self.query_one(Said).say(self._wording.say("letters.edit_keys"), "dim")

    @on(Input.Submitted)
    def _on_to_the_text(self) -> None:
        self.query_one(TextArea).focus()

    def action_save(self) -> None:
        """Give what stands there; an empty field is refused."""
        fields = self.query(Input)
        subject = fields.first().value.strip() if fields else ""
        text = self.query_one(TextArea).text
        if (fields and not subject) or not text.strip():
            self.query_one(Said).say(self._wording.say("error.letters.empty"), "amber")
            return
        self.dismiss((subject, text))
