"""Lines of inked words, drawn in the styles of a theme."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from math import ceil

from rich.segment import Segment
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from tui.base.cells import crop, width_of, wrap
from tui.base.inks import inks_of, plain_weight

# One run of text and its inks: names of `tui.base.inks`, plus "bold"; "on:NAME" inks the ground,
# "on:#rrggbb" gives it the colour of a picture.
Span = tuple[str, str]
Line = Sequence[Span]


def line_width(line: Line) -> int:
    """How many cells a line takes."""
    return sum(width_of(text) for text, _ in line)


def wrapped(text: str, width: int, ink: str, *, indent: int = 0) -> list[Line]:
    """One paragraph as inked lines of at most `width` cells, each set in by `indent`.

    A line break within is a blank: what a stranger named must not look like a line of ours.
    """
    lines = wrap(text.replace("\n", " "), max(width - indent, 8))
    return [((" " * indent + line, ink),) for line in lines]


class Brush:
    """Styles of one theme by their names, made once each."""

    def __init__(self, theme: str) -> None:
        self.theme = theme
        self._plain = bool(os.environ.get("NO_COLOR"))
        self._inks = inks_of(theme, colours=not self._plain)
        self._styles: dict[str, Style] = {}

    def style(self, names: str) -> Style:
        """The style of inks such as "done bold" or "text on:chosen"."""
        if names not in self._styles:
            colour = ground = None
            bold = "bold" in names.split()
            for name in names.split():
                if name == "bold":
                    continue
                if name.startswith("on:"):
                    named = name.removeprefix("on:")
                    ground = named if named.startswith("#") else self._inks[named]
                else:
                    colour = self._inks[name]
                    bold = plain_weight(name, bold) if self._plain else bold
            self._styles[names] = Style(color=colour, bgcolor=ground, bold=bold)
        return self._styles[names]

    def strip(self, line: Line, width: int, ground: str = "") -> Strip:
        """A line as exactly `width` cells, on a ground of its own where `ground` names one."""
        under = f" on:{ground}" if ground else ""
        segments = [Segment(text, self.style(inks + under)) for text, inks in line if text]
        blank = self.style(f"text{under}")
        return Strip(segments).adjust_cell_length(width, blank)


def spread(left: Line, right: Line, width: int) -> Line:
    """Two runs at both ends of a line; the left one gives way."""
    room = max(width - line_width(right) - 1, 0)
    kept: list[Span] = []
    for text, inks in left:
        cut = crop(text, room)
        kept.append((cut, inks))
        room -= width_of(cut)
        if cut != text:
            break
    return (*kept, (" " * (room + 1), "text"), *right)


class PlainScrollBar(ScrollBarRender):
    """A scroll bar of blank cells: block glyphs are of ambiguous width."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


def thumb_cells(bar: ScrollBar, position: float) -> tuple[int, int]:
    """The first cell of a bar's thumb and the one after its last, at some position."""
    length = bar.size.height if bar.vertical else bar.size.width
    hidden = bar.window_virtual_size - bar.window_size
    if hidden <= 0:
        return 0, length
    parts = len(PlainScrollBar.VERTICAL_BARS)
    thumb = max(1, length * bar.window_size / bar.window_virtual_size)
    start = int((length - thumb) * position / hidden * parts)
    return start // parts, (start + ceil(thumb * parts)) // parts


class Painted(Widget):
    """A widget that draws lines made for its width."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id, classes=classes, markup=False)
        self._brush = Brush("")

    @property
    def brush(self) -> Brush:
        """The styles of the theme in use."""
        if self._brush.theme != self.app.theme:
            self._brush = Brush(self.app.theme)
        return self._brush

    def lines(self, width: int) -> Sequence[Line]:
        """The lines to draw."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        lines = self.lines(width)
        strip = self.brush.strip(lines[y] if y < len(lines) else (), width)
        return strip.apply_style(self.rich_style)


LineMaker = Callable[[int], Sequence[Line]]
