"""Text in terminal columns: a Chinese character takes two of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def cell_width(text: str) -> int:
    """How many terminal columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def padded(text: str, width: int) -> str:
    """Fill a text with blanks up to `width` columns."""
    return text + " " * (width - cell_width(text))


def shortened(text: str, width: int) -> str:
    """Cut a text that is wider than `width` columns, and say so with two dots."""
    if cell_width(text) <= width:
        return text
    kept = ""
    for char in text:
        if cell_width(kept + char) > width - 2:
            break
        kept += char
    return f"{kept}.."


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns, at blanks where there are any."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph):
            if line and cell_width(line) + cell_width(word.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += word
        lines.append(line.rstrip())
    return lines


def table(rows: Sequence[Sequence[str]], *, gap: int = 2) -> list[str]:
    """Align rows of one length in columns; the last column is not filled."""
    if not rows:
        return []
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    return [
        (" " * gap)
        .join(padded(text, width) for text, width in zip(row, widths, strict=True))
        .rstrip()
        for row in rows
    ]


# Marks that must not begin a line.
_CLOSING = "，。：；！？）》”、…"


def _words(text: str) -> list[str]:
    """Pieces between which a line may break: after blanks and around wide characters."""
    words = [""]
    for char in text:
        if char in _CLOSING:
            words[-1] += char
        elif cell_width(char) == 2:
            words.append(char)
        elif char == " ":
            words[-1] += char
        elif words[-1].endswith(" ") or (words[-1] and cell_width(words[-1][-1]) == 2):
            words.append(char)
        else:
            words[-1] += char
    return [word for word in words if word]
