"""A field with a few values, stepped through by the arrow keys, the space bar or a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.base import keys
from tui.base.cells import crop, fit
from tui.widgets.painted import Line, Painted


class Choice(Painted, can_focus=True):
    """Shows a label and the chosen value, as `< value >` where the focus is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEFT.binding("step(-1)"),
        keys.RIGHT.binding("step(1)"),
        keys.SELECT.binding("step(1)"),
        keys.DOWN.binding("app.focus_next"),
        keys.UP.binding("app.focus_previous"),
    ]

    @dataclass
    class Changed(Message):
        """Another value was chosen."""

        choice: Choice

        @property
        def control(self) -> Choice:
            """The field itself, for selectors."""
            return self.choice

    def __init__(
        self,
        label: str,
        values: Sequence[tuple[str, str]],
        chosen: str,
        *,
        label_width: int,
        id: str | None = None,  # noqa: A002  (Textual's name)
    ) -> None:
        super().__init__(id=id, classes="choice")
        self._label = label
        self._values = tuple(values)
        self._label_width = label_width
        self._index = next(i for i, (value, _) in enumerate(self._values) if value == chosen)

    @property
    def value(self) -> str:
        """The chosen value."""
        return self._values[self._index][0]

    @value.setter
    def value(self, value: str) -> None:
        self._index = next(i for i, (known, _) in enumerate(self._values) if known == value)
        self.refresh()

    def lines(self, width: int) -> Sequence[Line]:
        """The line to draw."""
        label = fit(self._label, self._label_width)
        shown = self._values[self._index][1]
        room = max(width - self._label_width - 4, 1)
        if self.has_focus:
            return (((label, "dim"), (f"< {crop(shown, room)} >", "strong bold on:chosen")),)
        shown = crop(shown, room)
        return (((label, "dim"), ("< ", "dim"), (shown, "text"), (" >", "dim")),)

    def action_step(self, by: int) -> None:
        """Choose the next or the previous value."""
        self._index = (self._index + by) % len(self._values)
        self.refresh()
        self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Step with the mouse."""
        event.stop()
        self.focus()
        self.action_step(1)

    def on_focus(self) -> None:
        """Show the arrows."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the arrows."""
        self.refresh()
