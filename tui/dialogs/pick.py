"""A list over a place from which one entry is picked: by its number, by typing, by the arrows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import msgspec
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.search import Speller
from tui.base import keys
from tui.widgets.lines_below import Said
from tui.widgets.painted import Span
from tui.widgets.row_list import RowList, heading
from tui.widgets.table import Column, Table

_NUMBERED = 9


class Entry(msgspec.Struct, frozen=True):
    """One thing to pick: its key, its text, what stands at the right end, what else finds it.

    An entry without a key is a heading.
    """

    key: str | None
    text: str
    right: str = ""
    also: str = ""


class Pick(ModalScreen[str | None]):
    """Gives the key of what was picked, None where the list was left.

    The first nine entries have a number: typing it alone picks at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss(None)"),
        keys.UP.binding("move(-1)", priority=True),
        keys.DOWN.binding("move(1)", priority=True),
    ]

    def __init__(
        self, title: str, entries: Sequence[Entry], wording: Wording, *, current: str | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._entries = tuple(entries)
        self._wording = wording
        keys = [entry.key for entry in entries if entry.key is not None]
        self._number_of = {key: number for number, key in enumerate(keys[:_NUMBERED], start=1)}
        self._current = current
        self._spelled: dict[str, str] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the field and the list."""
        with Vertical(classes="box pick"):
            yield Static(self._title, classes="title", markup=False)
            yield Input(placeholder=self._wording.say("pick.type"), compact=True, id="typed")
            found = RowList(id="found", empty=self._wording.say("pick.none"), one_click=True)
            found.can_focus = False
            yield found
            yield Said()

    def on_mount(self) -> None:
        """Type at once; a steady cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self.query_one(Said).say(self._wording.say("pick.keys"), "dim")
        self._show(self._entries)
        if self._current is not None:
            self.call_after_refresh(self.query_one(RowList).go_to, self._current)

    def _show(self, entries: Iterable[Entry]) -> None:
        table = Table(Column(self._number, 2), Column(_text, tail=_right))
        self.query_one(RowList).show(
            [heading(one.text) if one.key is None else table.row(one.key, one) for one in entries]
        )

    def _number(self, entry: Entry) -> Span:
        return str(self._number_of.get(entry.key or "", "")), "amber bold"

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        typed = event.value.strip().casefold()
        for key, number in self._number_of.items():
            if typed == str(number):
                self.dismiss(key)
                return
        self._show(
            entry
            for entry in self._entries
            if not typed or (entry.key is not None and self._matches(entry, typed))
        )
        if typed:
            self.query_one(RowList).go(0)

    def _matches(self, entry: Entry, typed: str) -> bool:
        if typed in f"{entry.text} {entry.also}".casefold():
            return True
        if not typed.isascii():
            return False
        if self._spelled is None:
            speller = Speller()
            self._spelled = {one.text: speller.spell(one.text) for one in self._entries}
        return f" {typed}" in self._spelled[entry.text]

    @on(Input.Submitted)
    def _pick(self) -> None:
        if current := self.query_one(RowList).current:
            self.dismiss(current)

    @on(RowList.Opened)
    def _clicked(self, message: RowList.Opened) -> None:
        self.dismiss(message.key)

    def action_move(self, by: int) -> None:
        """Go to another entry."""
        self.query_one(RowList).turn(by)

    def on_click(self, event: events.Click) -> None:
        """Leave by a click beside the box."""
        if event.widget is self:
            self.dismiss(None)


def _text(entry: Entry) -> Span:
    return visible(entry.text), "text"


def _right(entry: Entry) -> Span:
    return f" {entry.right} " if entry.right else "", "dim"
