"""The field in which one types to find branches; the arrows move in the matrix below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from store.text.wording import Wording


class FindInput(Input):
    """A line of text that stays where input methods can follow its cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "tell('up')", show=False),
        Binding("down", "tell('down')", show=False),
        Binding("pageup", "tell('pageup')", show=False),
        Binding("pagedown", "tell('pagedown')", show=False),
        Binding("escape", "tell('escape')", show=False),
    ]

    @dataclass
    class Told(Message):
        """A key that is for the board was pressed here."""

        key: str

    def __init__(self, wording: Wording, text: str) -> None:
        super().__init__(text, placeholder=wording.say("finding.type"), compact=True, id="find")
        self.cursor_blink = False

    def action_tell(self, key: str) -> None:
        """Pass a key on to the board."""
        self.post_message(self.Told(key))
