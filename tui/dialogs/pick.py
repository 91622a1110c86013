"""A list over a place from which one entry is picked: by its number, by typing, by the arrows."""

from __future__ import annotations

from collections.abc import Sequence
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
from tui.base.cells import crop, fit, width_of
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line, Span
from tui.widgets.text_pane import TextPane

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
        self._found = list(self._entries)
        self._at = keys.index(current) if current in keys else 0
        self._spelled: dict[str, str] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the field and the list."""
        with Vertical(classes="box pick"):
            yield Static(self._title, classes="title", markup=False)
            yield Input(placeholder=self._wording.say("pick.type"), compact=True, id="typed")
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
        self.call_after_refresh(self._reveal)

    @property
    def _stops(self) -> list[Entry]:
        return [entry for entry in self._found if entry.key is not None]

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        typed = event.value.strip().casefold()
        for key, number in self._number_of.items():
            if typed == str(number):
                self.dismiss(key)
                return
        self._found = [
            entry
            for entry in self._entries
            if not typed or (entry.key is not None and self._matches(entry, typed))
        ]
        if typed:
            self._at = 0
        self.query_one("#found", TextPane).show(self._lines)

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
        if self._stops:
            self.dismiss(self._stops[min(self._at, len(self._stops) - 1)].key)

    def action_move(self, by: int) -> None:
        """Go to another entry."""
        if self._stops:
            self._at = (self._at + by) % len(self._stops)
            self.query_one("#found", TextPane).show(self._lines, home=False)
            self._reveal()

    def on_click(self, event: events.Click) -> None:
        """Pick what is clicked, leave by a click beside the box."""
        pane = self.query_one("#found", TextPane)
        if event.widget is pane:
            line = event.y + int(pane.scroll_offset.y)
            if 0 <= line < len(self._found) and self._found[line].key is not None:
                self.dismiss(self._found[line].key)
        elif event.widget is self:
            self.dismiss(None)

    def _reveal(self) -> None:
        if self._stops:
            line = self._found.index(self._stops[self._at])
            pane = self.query_one("#found", TextPane)
            pane.scroll_to(y=max(line - pane.size.height // 2, 0), animate=False)

    def _lines(self, width: int) -> list[Line]:
        if not self._stops:
            return [((self._wording.say("pick.none"), "dim"),)]
        here = self._stops[min(self._at, len(self._stops) - 1)]
        return [self._line(entry, entry is here, width) for entry in self._found]

    def _line(self, entry: Entry, here: bool, width: int) -> tuple[Span, ...]:
        if entry.key is None:
            return ((fit(entry.text, width), "dim"),)
        ground = " on:chosen" if here else ""
        number = str(self._number_of.get(entry.key, " "))
        right = f" {entry.right} " if entry.right else ""
        room = max(width - 4 - width_of(right), 4)
        return (
            (("> " if here else "  ") + f"{number} ", "amber bold" + ground),
            (fit(crop(visible(entry.text), room), room), "text" + ground),
            (right, "dim" + ground),
        )
