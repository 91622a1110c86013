"""Running text in lines of a width, with some of its original words inked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store.text.visible import visible
from tui.widgets.painted import NO_START, Line, Span, width_of

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
        lines.extend(_wrapped(cells, max(width, 2)))
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


def _wrapped(cells: Sequence[Span], width: int) -> list[Line]:
    lines: list[Line] = []
    line: list[Span] = []
    used = 0
    for text, ink in cells:
        taken = width_of(text)
        if line and used + taken > width:
            carried = _carried(line, text)
            lines.append(_joined(line[: len(line) - len(carried)]))
            line = carried
            used = sum(width_of(one) for one, _ in line)
        line.append((text, ink))
        used += taken
    lines.append(_joined(line))
    return lines


def _carried(line: Sequence[Span], text: str) -> list[Span]:
    """What goes along to the next line: the begun word, or what must not be parted from a mark."""
    if text in NO_START:
        return list(line[-1:]) if len(line) > 2 else []
    if not _of_word(text) or not _of_word(line[-1][0]):
        return []
    at = len(line)
    while at > 0 and _of_word(line[at - 1][0]):
        at -= 1
    return list(line[at:]) if at > len(line) // 2 else []


def _of_word(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in "'-@._")


def _joined(cells: Sequence[Span]) -> Line:
    """Neighbours of one ink as one run."""
    runs: list[Span] = []
    for text, ink in cells:
        if runs and runs[-1][1] == ink:
            runs[-1] = (runs[-1][0] + text, ink)
        else:
            runs.append((text, ink))
    return tuple(runs)
