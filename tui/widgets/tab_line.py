"""A line of tabs; the place steps through them by a key of its own, a click chooses one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from tui.base.cells import width_of
from tui.widgets.painted import Line, Painted, Span

# The cells that a tab takes beside its title, and a mark that there are more beyond the edge.
_AROUND, _EDGE = 4, 2


class TabLine(Painted):
    """Shows the titles of a place's tabs, the chosen one between brackets.

    Where they do not fit, they are turned like pages: as many as fit, among them the chosen one,
    and `<` or `>` where there are more, which lead to them.
    """

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

    def show(self, tabs: Sequence[tuple[str, str]], *, chosen: str = "") -> None:
        """Show other tabs or other titles; `chosen` must be among them, else the one that is."""
        names = [name for name, _ in tabs]
        self._at = names.index(chosen or self.chosen)
        self._tabs = tuple(tabs)
        self.refresh()

    def lines(self, width: int) -> Sequence[Line]:
        """The line to draw."""
        first, past = self._page(width)
        spans: list[Span] = [("< ", "strong bold")] if first else []
        for at in range(first, past):
            title, here = self._tabs[at][1], at == self._at
            spans.append(
                (f"[{title}]  " if here else f" {title}   ", "strong bold" if here else "dim")
            )
        if past < len(self._tabs):
            spans.append((">", "strong bold"))
        return (spans,)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse, or beyond the edge the next one."""
        clicked = event.get_content_offset(self)
        if clicked is None:
            return
        first, past = self._page(self.size.width)
        at, edge = first - 1, _EDGE if first else 0
        while clicked.x >= edge and at < past:
            at += 1
            edge += self._width(at) if at < past else _EDGE
        if clicked.x < edge and at < len(self._tabs):
            self.step(at - self._at)

    def _width(self, at: int) -> int:
        return width_of(self._tabs[at][1]) + _AROUND

    def _page(self, width: int) -> tuple[int, int]:
        """The first tab that is shown and the one after the last."""
        count = len(self._tabs)
        if sum(map(self._width, range(count))) <= width:
            return 0, count
        first = 0
        while True:
            room = width - _EDGE - (_EDGE if first else 0)
            past = first
            while past < count and (past == first or self._width(past) <= room):
                room -= self._width(past)
                past += 1
            if self._at < past:
                break
            first = past
        if past == count:
            # The last ones: no place is left empty behind them.
            while room >= self._width(first - 1):
                first -= 1
                room -= self._width(first)
        return first, past
