"""Small questions over a place: a line of text, or a yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.text.wording import Wording
from tui.base import keys
from tui.widgets.lines_below import Said
from tui.widgets.path_suggester import PathSuggester


class AskText(ModalScreen[str | None]):
    """Gives what was typed, None where the question was left.

    `needed` refuses an empty answer, with the worded sentence `needed`; `check` gives the sentence
    that says what is wrong with an answer, "" where nothing is; `secret` does not show what is
    typed, a `path` is completed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [keys.LEAVE.binding("dismiss(None)")]

    def __init__(
        self,
        question: str,
        wording: Wording,
        *,
        text: str = "",
        needed: str | None = None,
        check: Callable[[str], str] | None = None,
        secret: bool = False,
        path: bool = False,
    ) -> None:
        super().__init__()
        self._question = question
        self._wording = wording
        self._text = text
        self._needed = needed
        self._check = check
        self._secret = secret
        self._path = path

    def compose(self) -> ComposeResult:
        """Lay out the question and its field."""
        with Vertical(classes="box small"):
            yield Static(self._question, classes="title", markup=False)
            yield Input(
                self._text,
                password=self._secret,
                compact=True,
                id="answer",
                suggester=PathSuggester() if self._path else None,
            )
            yield Said()

    def on_mount(self) -> None:
        """Type at once; a steady cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self.query_one(Said).say(self._wording.say("ask.text_keys"), "dim")

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if self._needed is not None and not text:
            self.query_one(Said).say(self._needed, "amber")
        elif self._check is not None and (wrong := self._check(text)):
            self.query_one(Said).say(wrong, "amber")
        else:
            self.dismiss(text)


class AskYes(ModalScreen[bool]):
    """Gives True for Enter, False for Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.DO.binding("dismiss(True)"),
        keys.LEAVE.binding("dismiss(False)"),
    ]

    def __init__(self, question: str, wording: Wording) -> None:
        super().__init__()
        self._question = question
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="box small"):
            yield Static(self._question, classes="title", markup=False)
            yield Said()

    def on_mount(self) -> None:
        """Say the keys."""
        self.query_one(Said).say(self._wording.say("ask.yes_keys"), "dim")
