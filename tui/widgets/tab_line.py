"""A line of tabs; the place steps through them by a key of its own, a click chooses one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from tui.widgets.painted import Line, Painted, Span, width_of


class TabLine(Painted):
    """Shows the titles of a place's tabs, the chosen one between brackets."""

    @dataclass
    class Chosen(Message):
        """Another tab was chosen."""

        tab: str

    def __init__(self, tabs: Sequence[tuple[str, str]], *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id, classes="tabs")
        self._tabs = tuple(tabs)
        self._at = 0

    @property
    def chosen(self) -> str:
        """The name of the chosen tab."""
        return self._tabs[self._at][0]

    def step(self, by: int = 1) -> None:
        """Choose a neighbour."""
        self._at = (self._at + by) % len(self._tabs)
        self.refresh()
        self.post_message(self.Chosen(self.chosen))

    def lines(self, width: int) -> Sequence[Line]:
        """The line to draw."""
        del width
        spans: list[Span] = []
        for at, (_, title) in enumerate(self._tabs):
            here = at == self._at
            spans.append(
                (f"[{title}]  " if here else f" {title}   ", "strong bold" if here else "dim")
            )
        return (spans,)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        place = 0
        for at, (_, title) in enumerate(self._tabs):
            place += width_of(title) + 4
            if event.x - 1 < place:
                self.step(at - self._at)
                return
