"""Text by terminal cells, of which a Chinese character takes two: how wide, cut, padded, wrapped.

Screens and command line measure here and nowhere else, by the tables that Textual draws with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from store.text.visible import visible

CUT = ".."
# Marks that must not begin a line, and those that must not end one.
_NO_START = frozenset("，。；：！？、…）》」』”’,.;:!?)")
_NO_END = frozenset("“‘（《「『([{")


def width_of(text: str) -> int:
    """The cells that a text takes."""
    return cell_len(text)


def crop(text: str, width: int) -> str:
    """At most `width` cells of a text; a text that was cut ends in two dots."""
    if cell_len(text) <= width:
        return text
    if width <= len(CUT):
        return CUT[: max(width, 0)]
    return set_cell_size(text, width - len(CUT)).rstrip() + CUT


def crop_middle(text: str, width: int) -> str:
    """At most `width` cells of a name: its end tells branches apart, so the middle gives way."""
    if cell_len(text) <= width or width < 10:
        return crop(text, width)
    head = set_cell_size(text, 4).rstrip()
    tail = text
    while cell_len(head) + len(CUT) + cell_len(tail) > width:
        tail = tail[1:]
    return head + CUT + tail


def pad(text: str, width: int) -> str:
    """A text filled with blanks up to `width` cells; a wider one stays whole."""
    return text + " " * (width - cell_len(text))


def fit(text: str, width: int) -> str:
    """A text as exactly `width` cells."""
    return pad(crop(text, width), width)


def aligned(rows: Sequence[Sequence[str]], *, gap: int = 2) -> list[str]:
    """Rows of one length as lines with columns as wide as what stands in them."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [(" " * gap).join(map(pad, row, widths)).rstrip() for row in rows]


def wrap(text: str, width: int) -> list[str]:
    """A text as lines of at most `width` cells, with what a terminal would obey made visible."""
    return [
        shown[begin:end]
        for shown in map(visible, text.split("\n"))
        for begin, end in lines_of(shown, width)
    ]


def lines_of(paragraph: str, width: int) -> Iterator[tuple[int, int]]:
    """Where each line of a paragraph begins and ends, without the blanks at which it breaks.

    A word is not torn, but where most of a line would stay empty.
    """
    begin = 0
    while (end := _line_end(paragraph, begin, width)) < len(paragraph):
        yield begin, begin + len(paragraph[begin:end].rstrip())
        while end < len(paragraph) and paragraph[end].isspace():
            end += 1
        begin = end
    yield begin, end


def _line_end(text: str, begin: int, width: int) -> int:
    whole, room = begin, width
    while whole < len(text) and ((room := room - cell_len(text[whole])) >= 0 or width < 2):
        whole += 1
    if whole == len(text):
        return whole
    whole = end = max(whole, begin + 1)
    least = begin + (whole - begin) // 3
    while end > least and not _may_end(text, end):
        end -= 1
    if end <= least:
        # A word too long for that is torn, a mark still not put at the beginning.
        end = whole
        while text[end] in _NO_START and end > begin + 2:
            end -= 1
    return end


def _may_end(text: str, end: int) -> bool:
    before, after = text[end - 1], text[end]
    torn = _of_word(before) and _of_word(after)
    opening = before in _NO_END or (before in "\"'" and text[: end - 1].endswith(" "))
    return not (torn or opening or after in _NO_START)


def _of_word(char: str) -> bool:
    return cell_len(char) < 2 and char != " "
