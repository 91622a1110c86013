"""Running text in lines of a width, with some of its original words inked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store.text.visible import visible
from tui.base.cells import lines_of
from tui.widgets.painted import Line, Span

# A half-open span of the original text.
Mark = tuple[int, int]


def marked_lines(
    text: str,
    marks: Iterable[Mark],
    width: int,
    *,
    start: int = 0,
    ink: str = "text",
    mark_ink: str = "amber bold",
) -> list[Line]:
    """Wrap a piece of a text; the marked words keep their ink wherever the line breaks.

    Args:
        marks: spans of the whole text that the piece is taken from.
        start: where the piece begins in it.
    """
    inked = _inked(len(text), [(a - start, b - start) for a, b in marks])
    lines: list[Line] = []
    at = 0
    for paragraph in text.split("\n"):
        cells = [
            (visible(char, keep=frozenset("\t")).replace("\t", "  "), mark_ink if on else ink)
            for char, on in zip(paragraph, inked[at : at + len(paragraph)], strict=True)
            if char != "\r"
        ]
        shown = "".join(text for text, _ in cells)
        inks = [(char, ink) for text, ink in cells for char in text]
        lines += [_joined(inks[a:b]) for a, b in lines_of(shown, max(width, 2))]
        at += len(paragraph) + 1
    return lines


def without_blank_runs(lines: Sequence[Line]) -> list[Line]:
    """The same lines with at most one blank one in a row, none at the ends."""
    kept: list[Line] = []
    for line in lines:
        if any(text.strip() for text, _ in line) or (kept and kept[-1]):
            kept.append(line if any(text.strip() for text, _ in line) else ())
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _inked(length: int, marks: Iterable[Mark]) -> list[bool]:
    inked = [False] * length
    for begin, end in marks:
        for at in range(max(begin, 0), min(end, length)):
            inked[at] = True
    return inked


def _joined(cells: Sequence[Span]) -> Line:
    """Neighbours of one ink as one run."""
    runs: list[Span] = []
    for text, ink in cells:
        if runs and runs[-1][1] == ink:
            runs[-1] = (runs[-1][0] + text, ink)
        else:
            runs.append((text, ink))
    return tuple(runs)
