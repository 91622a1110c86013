"""Parts of a report as lines of a terminal: headings, paragraphs, tables fitted to the width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from store.reports.content.blocks import Block, Chart, Heading, Section, Table, Text
from store.reports.reports import Lines
from store.text.visible import visible
from tui.base.cells import crop, width_of
from tui.base.inks import STATE_INKS
from tui.widgets.painted import Line, wrapped

_GAP = 2
_NARROWEST = 4
# More rows of one table are no first page.
_MOST_ROWS = 200


def report_lines(blocks: Sequence[Block | Lines], width: int) -> list[Line]:
    """The lines of a preview."""
    made: list[Line] = []
    for block in blocks:
        made += _block(block, width)
    return made


def _block(block: Block | Lines, width: int) -> Iterator[Line]:
    match block:
        case Heading():
            yield ()
            yield from wrapped(block.text, width, "strong bold")
        case Text():
            yield from wrapped(block.text, width, "text")
        case Table():
            yield from _table(block, width)
        case Chart():
            yield from wrapped(f"{block.caption}  {block.told}", width, "dim")
        case _:
            yield from (((crop(visible(line), width), "text"),) for line in block.lines)


def _table(table: Table, width: int) -> Iterator[Line]:
    yield ()
    if table.caption:
        yield from wrapped(table.caption, width, "dim")
    rows = [row for section in table.sections for row in section.rows][:_MOST_ROWS]
    widths = fitted([table.heads, *rows], width)
    yield _row(table.heads, widths, table, ["dim bold"] * len(widths))
    left = _MOST_ROWS
    for section in table.sections:
        if section.title and left > 0:
            yield ((crop(section.title, width), "blue"),)
        for place, row in enumerate(islice(section.rows, max(left, 0))):
            left -= 1
            yield _row(row, widths, table, _inks(section, place, len(row)))
    if table.note:
        yield from wrapped(table.note, width, "dim")


def _inks(section: Section, place: int, columns: int) -> list[str]:
    if not section.states:
        return ["text"] * columns
    return [STATE_INKS[state] if state else "text" for state in section.states[place]]


def _row(texts: Sequence[str], widths: Sequence[int], table: Table, inks: Sequence[str]) -> Line:
    spans: list[tuple[str, str]] = []
    for place, (text, width, ink) in enumerate(zip(texts, widths, inks, strict=True)):
        shown = crop(text, width)
        blank = " " * (width - width_of(shown))
        spans.append((f"{blank}{shown}" if place in table.numbers else f"{shown}{blank}", ink))
        spans.append((" " * _GAP, "text"))
    return spans[:-1]


def fitted(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Widths of columns that fit in a line: the widest give way, down to a few cells."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    room = width - _GAP * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = widths.index(max(widths))
        second = max([w for place, w in enumerate(widths) if place != widest], default=0)
        over = sum(widths) - room
        widths[widest] = max(min(widths[widest] - 1, max(widths[widest] - over, second)), 1)
    return widths
