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
from tui.dialogs.pick import Entry, Pick
from tui.widgets.lines_below import Said
from tui.widgets.painted import Span
from tui.widgets.row_list import RowList
from tui.widgets.table import Column, Table

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

    def compose(self) -> ComposeResult:
        """Lay out the field and the list."""
        with Vertical(classes="box"):
            yield Input(placeholder=self._wording.say("palette.type"), compact=True, id="typed")
            found = RowList(id="found", empty=self._wording.say("palette.none"), one_click=True)
            found.can_focus = False
            yield found
            yield Said()

    def on_mount(self) -> None:
        """Type at once; a steady cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self.query_one(Said).say(self._wording.say("pick.keys"), "dim")
        self._show()

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self._found = matching(event.value, self._commands, self._wordings)
        self._show()

    def _show(self) -> None:
        table = Table(Column(self._name_of), Column(self._key_of, 10))
        rows = self.query_one(RowList)
        rows.show([table.row(str(at), command) for at, command in enumerate(self._found)])
        rows.go(0)

    def _name_of(self, command: Command) -> Span:
        return command.text("command_short", self._wording), "text"

    def _key_of(self, command: Command) -> Span:
        return shown_key(command, self._wording), "strong"

    @on(Input.Submitted)
    def _pick(self) -> None:
        if current := self.query_one(RowList).current:
            self.dismiss(self._found[int(current)].action)

    @on(RowList.Opened)
    def _clicked(self, message: RowList.Opened) -> None:
        self.dismiss(self._found[int(message.key)].action)

    def action_move(self, by: int) -> None:
        """Go to another command."""
        self.query_one(RowList).turn(by)
