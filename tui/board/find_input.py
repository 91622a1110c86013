"""The field in which one types to find branches; the arrows move in the matrix below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from store.text.wording import Wording
from tui.base import keys


class FindInput(Input):
    """A line of text that stays where input methods can follow its cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.UP.binding("tell('up')"),
        keys.DOWN.binding("tell('down')"),
        keys.PAGE_UP.binding("tell('pageup')"),
        keys.PAGE_DOWN.binding("tell('pagedown')"),
        keys.LEAVE.binding("tell('escape')"),
    ]

    @dataclass
    class KeyPassed(Message):
        """A key that is for the board was pressed here."""

        key: str

    def __init__(self, wording: Wording, text: str) -> None:
        super().__init__(text, placeholder=wording.say("finding.type"), compact=True, id="find")
        self.cursor_blink = False

    def action_tell(self, key: str) -> None:
        """Pass a key on to the board."""
        self.post_message(self.KeyPassed(key))
