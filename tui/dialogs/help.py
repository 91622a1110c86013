"""F1: what one does on a screen, what its keys do, what the states mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from store.model import State
from store.text.wording import Wording
from tui.base import keys
from tui.base.actions import Command, key_name
from tui.base.cells import fit, wrap
from tui.base.inks import STATE_INKS
from tui.widgets.painted import Line, Span, line_width, wrapped
from tui.widgets.text_pane import TextPane


class HelpScreen(ModalScreen[None]):
    """What the place is for, its keys, then the states."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss"),
        keys.HELP.binding("dismiss"),
    ]

    def __init__(self, place: str, commands: Sequence[Command], wording: Wording) -> None:
        super().__init__()
        self._place = place
        self._commands = commands
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="box wide"):
            yield TextPane(self._lines, id="help")

    def _lines(self, width: int) -> list[Line]:
        say = self._wording.say
        lines: list[Line] = [((say(f"place.{self._place}"), "strong bold"),), ()]
        lines += wrapped(say(f"place_help.{self._place}"), width, "text")
        lines += [(), ((say("help.title"), "strong bold"),), ()]
        for command in self._commands:
            written = [key for key in command.keys if not key.startswith("fullwidth_")]
            keys = "  ".join(key_name(key, self._wording) for key in written)
            lines += _entry(
                ((fit(keys, 13), "strong bold"),), command.text("command", self._wording), width
            )
        lines += [(), ((say("help.states"), "strong bold"),), ()]
        for state in (one for one in State if one is not State.ABSENT):
            mark = fit(say(f"state_word.{state}"), 4)
            head: tuple[Span, ...] = ((mark, f"{STATE_INKS[state]} bold"),)
            lines += _entry(
                head, f"{say(f'state_name.{state}')}: {say(f'state_help.{state}')}", width
            )
        lines += _entry(((fit(say("board.late_short"), 4), "red bold"),), say("help.late"), width)
        lines += [(), *wrapped(say("help.close"), width, "dim")]
        return lines


def _entry(head: tuple[Span, ...], text: str, width: int) -> list[Line]:
    indent = line_width(head)
    first, *rest = wrap(text, max(width - indent, 10))
    return [(*head, (first, "text")), *(((" " * indent + part, "text"),) for part in rest)]
