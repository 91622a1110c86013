"""Ctrl+P: every command, found by its Chinese name, pinyin, initials or English name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from store.text.wording import LANGUAGES, Wording, load
from tui.base import keys
from tui.base.actions import Command, shown_key, spellings
from tui.base.cells import crop, fit
from tui.dialogs.pick import Entry, Pick
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line
from tui.widgets.text_pane import TextPane

_FORMS: tuple[Literal["command", "command_short"], ...] = ("command", "command_short")


def matching(
    typed: str, commands: Sequence[Command], wordings: tuple[Wording, ...]
) -> list[Command]:
    """The commands that have every typed word in a name or a spelling."""
    words = typed.lower().split()
    found = []
    for command in commands:
        if command.name == "palette":
            continue
        names = [command.text(form, wording).lower() for wording in wordings for form in _FORMS]
        text = " ".join((*names, *spellings(command)))
        if all(word in text for word in words):
            found.append(command)
    return found


def list_of_acts(title: str, commands: Sequence[Command], wording: Wording) -> Pick:
    """Ctrl+K: the acts of a place; those without a key come first, under the digits."""
    acts = sorted(
        (one for one in commands if one.is_act), key=lambda one: (bool(one.keys), one.rank)
    )
    entries = [
        Entry(
            one.action,
            one.text("command", wording),
            shown_key(one, wording),
            " ".join((one.text("command_short", wording), *spellings(one))),
        )
        for one in acts
    ]
    return Pick(title, entries, wording)


class PaletteScreen(ModalScreen[str | None]):
    """Gives the action that was picked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss(None)"),
        keys.PALETTE.binding("dismiss(None)"),
        keys.UP.binding("move(-1)", priority=True),
        keys.DOWN.binding("move(1)", priority=True),
    ]

    def __init__(self, commands: Sequence[Command], wording: Wording) -> None:
        super().__init__()
        self._commands = commands
        self._wording = wording
        others = (load(name) for name in LANGUAGES if name != wording.language)
        self._wordings = (wording, *others)
        self._found = matching("", commands, self._wordings)
        self._index = 0

    def compose(self) -> ComposeResult:
        """Lay out the field and the list."""
        with Vertical(classes="box"):
            yield Input(placeholder=self._wording.say("palette.type"), compact=True, id="typed")
            found = TextPane(self._lines, id="found")
            found.can_focus = False
            yield found
            yield Said()

    def on_mount(self) -> None:
        """Type at once; a steady cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self.query_one(Said).say(self._wording.say("pick.keys"), "dim")

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self._found = matching(event.value, self._commands, self._wordings)
        self._index = 0
        self.query_one(TextPane).show(self._lines)

    @on(Input.Submitted)
    def _pick(self) -> None:
        if self._found:
            self.dismiss(self._found[self._index].action)

    def action_move(self, by: int) -> None:
        """Go to another command."""
        if self._found:
            self._index = (self._index + by) % len(self._found)
            self.query_one(TextPane).show(self._lines, home=False)
            self.query_one(TextPane).scroll_to(y=max(self._index - 5, 0), animate=False)

    def _lines(self, width: int) -> list[Line]:
        if not self._found:
            return [((self._wording.say("palette.none"), "dim"),)]
        lines: list[Line] = []
        for index, command in enumerate(self._found):
            here = index == self._index
            ground = " on:chosen" if here else ""
            name = command.text("command_short", self._wording)
            key = shown_key(command, self._wording)
            text = fit(("> " if here else "  ") + crop(name, width - 14), width - 10)
            lines.append(((text, "text" + ground), (fit(key, 10), "strong" + ground)))
        return lines
