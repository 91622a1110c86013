"""A clock in large figures, five lines high, of cells that fonts cannot spoil."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from tui.widgets.painted import Span

HEIGHT = 5
# Three columns by five lines a figure, line by line.
_FIGURES = MappingProxyType(
    {
        "0": ("###", "# #", "# #", "# #", "###"),
        "1": (" # ", "## ", " # ", " # ", "###"),
        "2": ("###", "  #", "###", "#  ", "###"),
        "3": ("###", "  #", "###", "  #", "###"),
        "4": ("# #", "# #", "###", "  #", "  #"),
        "5": ("###", "#  ", "###", "  #", "###"),
        "6": ("###", "#  ", "###", "# #", "###"),
        "7": ("###", "  #", "  #", "  #", "  #"),
        "8": ("###", "# #", "###", "# #", "###"),
        "9": ("###", "# #", "###", "  #", "###"),
        ":": (" ", "#", " ", "#", " "),
    }
)


def big_clock(clock: str, ink: str, *, wide: bool, plain: bool) -> Sequence[tuple[Span, ...]]:
    """The lines of a clock such as "2:07:59".

    Args:
        wide: two cells for each dot, which looks square.
        plain: the terminal shows no colours, so that letters draw the dots.
    """
    scale = 2 if wide else 1
    lines: list[tuple[Span, ...]] = []
    for row in range(HEIGHT):
        spans: list[Span] = []
        for char in clock:
            for dot in _FIGURES[char][row]:
                lit = dot == "#"
                cell = "#" if lit and plain else " "
                spans.append((cell * scale, f"text on:{ink}" if lit else "text"))
            spans.append((" " * scale, "text"))
        lines.append(tuple(spans))
    return lines
