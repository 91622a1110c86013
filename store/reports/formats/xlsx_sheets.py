"""Sheets of rows: heads that stay, filters, widths, print set-up; every text is written as text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.reports.content.rows import Row

# What Excel takes in one cell.
_LONGEST = 32_767
# A line alone, and each of several: what stands in for a font that is missing is higher. Excel
# has no rows of more than 409 points.
_LINE_PT, _WRAPPED_PT, _MOST_LINES = 15, 16, 25
# What no line may be broken in.
_LATIN_WORD = re.compile(r"[!-~]+")
# Paper by Excel's numbers; a sheet wider than so many characters is unreadable on A4.
# Bold heads on two lines need more where another font stands in.
_BOLD_PT = 5
_A4, _A3, _MOST_ON_A4 = 9, 8, 150


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of a workbook."""

    title: Any
    head: Any
    cell: Any
    figure: Any
    number: Any
    words: Any
    line: Any
    link: Any
    grounds: Mapping[str, Any]

    @classmethod
    def of(cls, workbook: Any) -> Formats:
        """Make the formats of a workbook."""
        return cls(
            title=workbook.add_format({"bold": True, "font_size": 16}),
            head=workbook.add_format(
                {"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True}
            ),
            cell=workbook.add_format({"border": 1}),
            figure=workbook.add_format({"border": 1, "align": "right"}),
            # A blank parts a number from the words that begin in the next column.
            number=workbook.add_format({"align": "right", "indent": 1, "valign": "top"}),
            words=workbook.add_format({"text_wrap": True, "valign": "top"}),
            # A sentence that goes on over empty cells.
            line=workbook.add_format({"valign": "top"}),
            link=workbook.add_format({"font_color": "#1F5FA8", "underline": 1, "valign": "top"}),
            grounds={
                "good": workbook.add_format({"bg_color": "#DDF0DD"}),
                "look": workbook.add_format({"bg_color": "#FFF3CD"}),
                "bad": workbook.add_format({"bg_color": "#F8D7DA"}),
            },
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet to fill: its heads, and how wide in characters a column may become.

    Of the columns the first `printed` go on paper, all where it is 0.
    """

    sheet: Any
    heads: Sequence[str]
    widths: Sequence[int]
    print_title: str
    frozen_columns: int = 0
    printed: int = 0


def write_rows(
    target: Sheet,
    rows: Iterable[Row],
    formats: Formats,
    links: Mapping[tuple[int, int], str] | None = None,
) -> int:
    """Fill a sheet and set it up for screen and printer; returns how many rows there are.

    Args:
        links: where a cell leads, by its row and column from 0.
    """
    sheet, text, number = target.sheet, target.sheet.write_string, target.sheet.write_number
    held = list(rows)
    widths = _widths(target, held)
    printed = target.printed or len(widths)
    for column, (head, width) in enumerate(zip(target.heads, widths, strict=True)):
        text(0, column, head, formats.head)
        # Digits right, words wrapped: neither runs into the next column. What is not printed is
        # not wrapped: it would make rows higher whose paper shows one line.
        sheet.set_column(column, column, width, formats.words if column < printed else formats.line)
    heads_pt = max(row_height(*pair) for pair in zip(target.heads, widths, strict=True))
    sheet.set_row(0, heads_pt + _BOLD_PT)
    leads = links or {}
    line = 0
    for line, row in enumerate(held, start=1):
        height = _LINE_PT
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if column < printed and len(value) * 2 > widths[column]:
                    height = max(height, row_height(value, widths[column]))
                if leads and (line, column) in leads:
                    sheet.write_url(line, column, leads[line, column], formats.link, value)
                else:
                    text(line, column, value[:_LONGEST])
            else:
                number(line, column, value, formats.number)
        if height > _LINE_PT:
            sheet.set_row(line, height)
    sheet.freeze_panes(1, target.frozen_columns)
    sheet.autofilter(0, 0, max(line, 1), len(target.heads) - 1)
    sheet.set_landscape()
    if target.printed:
        sheet.print_area(0, 0, max(line, 1), target.printed - 1)
    sheet.set_paper(_A4 if sum(widths[:printed]) <= _MOST_ON_A4 else _A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # An ampersand begins a command of the header.
    sheet.set_header(f"&C{target.print_title.replace('&', '&&')}")
    sheet.set_footer("&C&P / &N")
    return line


def _widths(target: Sheet, rows: Sequence[Row]) -> list[int]:
    """Columns as wide as what stands in them, so that rows are of one height where they can be."""
    found = []
    for column, (head, most) in enumerate(zip(target.heads, target.widths, strict=True)):
        # A head may have two lines, but no word on two, and its filter's button needs room.
        least = max((len(word) + 4 for word in _LATIN_WORD.findall(head)), default=6)
        longest = max(_columns(head) // 2 + 3, 6)
        for row in rows:
            value = row[column]
            if value is not None and longest < most:
                longest = max(
                    longest, _columns(value if isinstance(value, str) else f"{value}") + 2
                )
        found.append(max(min(longest, most), least))
    return found


def _columns(text: str) -> int:
    """How many narrow characters a text is wide: a Chinese character is three bytes in UTF-8 and
    two columns wide, a Latin one of each."""
    return (len(text) + len(text.encode("utf-8", "replace"))) // 2


def row_height(text: str, width: int) -> int:
    """The points that a text needs when it is wrapped to `width` narrow characters.

    Excel finds that out by itself; other programs trust the file, which then must say it.
    """
    columns = _columns(text)
    if columns <= width:
        return _LINE_PT
    # Words are not torn apart, so a line is seldom filled.
    return _WRAPPED_PT * min(math.ceil(columns / (width * 0.9)), _MOST_LINES)
