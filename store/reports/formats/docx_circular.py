"""The 情况通报 as a .docx in the layout of an official document."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, BinaryIO

from store.reports.content.blocks import Appendix, Block, Chart, Circular, Heading, Table, Text
from store.reports.content.circular import circular
from store.reports.content.source import ReportSource
from store.reports.formats.docx_page import (
    BODY_PT,
    CHARACTERS,
    LINES,
    TEXT_MM,
    TITLE_PT,
    official_document,
)
from store.reports.formats.docx_parts import add_chart, add_table
from store.reports.formats.xlsx_charts import standalone_chart

# The highest that a chart gets: two fit on what a table of forty branches leaves of its last page.
_CHART_MM = 60
_BARS_MM, _BAR_MM = 26, 5
_MUCH = 0.45
# What lines are high on paper, and what is kept free where their number is estimated.
_ROW_MM, _CAPTION_MM, _TITLE_MM, _ENGLISH_MM, _AFTER_MM, _MARGIN_MM = 4.4, 5.5, 11.3, 5.0, 2.2, 12


def write_circular(source: ReportSource, out: BinaryIO) -> None:
    """Write the circular of a snapshot."""
    parts = circular(source)
    document = official_document(
        chinese=source.chinese,
        title=parts.title,
        author=parts.signature,
        history=source.view.history,
    )
    _head(document, parts)
    for block in parts.body:
        _block(document, block)
    charts = [one for one in parts.figures if isinstance(one, Chart)]
    room = _room_mm(parts, source)
    # Where the table has pages of its own, the charts fill the last of them.
    if parts.appendix is not None and room < TEXT_MM[1] * _MUCH:
        room = 0.0
    in_text = _fitting(charts, room, source)
    for number, chart in enumerate(charts[:in_text]):
        _chart(document, number, chart, source)
    _end(document, parts, source)
    if parts.appendix is not None:
        _appendix(document, parts.appendix, parts)
        for number, chart in enumerate(charts[in_text:], start=in_text):
            _chart(document, number, chart, source)
    document.save(out)


def _chart(document: Any, number: int, chart: Chart, source: ReportSource) -> None:
    drawn, workbook = standalone_chart(source, chart.which)
    height = _height_mm(chart, source)
    add_chart(document, number + 1, drawn, workbook, told=chart.told, height_mm=height)


def _height_mm(chart: Chart, source: ReportSource) -> int:
    if chart.which == "arrivals":
        return _CHART_MM
    return min(_CHART_MM, _BARS_MM + _BAR_MM * len(source.view.shown))


def _fitting(charts: Sequence[Chart], room_mm: float, source: ReportSource) -> int:
    """How many of the charts fit on what the text leaves of its last page."""
    for number, chart in enumerate(charts):
        room_mm -= _height_mm(chart, source)
        if room_mm < _MARGIN_MM:
            return number
    return len(charts)


def _room_mm(parts: Circular, source: ReportSource) -> float:
    """About what the text leaves of its last page, by its characters and rows.

    As word processors do it, a heading stays with two lines of its text, and no line of a
    paragraph stands alone on a page.
    """
    line = TEXT_MM[1] / LINES if source.chinese else _ENGLISH_MM
    after = 0.0 if source.chinese else _AFTER_MM
    size_mm = (BODY_PT if source.chinese else 12) * 25.4 / 72
    wide = CHARACTERS if source.chinese else TEXT_MM[0] / size_mm
    title = math.ceil(_characters(parts.title) * TITLE_PT / BODY_PT / wide)
    # Number, two blank lines, addressees; a line of the title is as high as its font makes it.
    used = line * 4 + _TITLE_MM * title
    for block in parts.body:
        free = TEXT_MM[1] - used
        match block:
            case Heading():
                used = line if free < 3 * line else used + line + after
            case Text():
                lines, fitting = _lines(block.text, wide), int(free / line)
                if lines > fitting:
                    here = 0 if fitting < 2 else min(fitting, lines - 2)
                    used = line * (lines - here) + after
                else:
                    used += line * lines + after
            case Table():
                rows = 1 + sum(bool(one.title) + len(one.rows) for one in block.sections)
                height = _CAPTION_MM + _ROW_MM * (rows + bool(block.note))
                used = height if height > free else used + height
    # A blank line, who signs, the date; before them the list of what is appended.
    return TEXT_MM[1] - used - line * (3 if parts.appendix is None else 5)


def _lines(text: str, wide: float) -> int:
    return math.ceil((_characters(text) + 2) / wide)


def _head(document: Any, parts: Circular) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    number = document.add_paragraph(parts.number)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph()
    document.add_paragraph(parts.title, style="Title")
    document.add_paragraph()
    document.add_paragraph(parts.addressees)


def _block(document: Any, block: Block) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    match block:
        case Heading():
            document.add_paragraph(block.text, style=f"Heading {block.level}")
        case Text():
            paragraph = document.add_paragraph(block.text, style="Body Text")
            if "@" in block.text:
                # An address is not broken: justified, the line before it would be torn apart.
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        case Table():
            _table(document, block)


def _table(document: Any, table: Table) -> None:
    document.add_paragraph(table.caption, style="Caption")
    add_table(document, table)
    document.add_paragraph(table.note, style="Table Text")


def _appendix(document: Any, appendix: Appendix, parts: Circular) -> None:
    """The one table on a page of its own; the charts fill what it leaves of its last page."""
    label = document.add_paragraph(appendix.label, style="Heading 1")
    label.paragraph_format.page_break_before = True
    _no_indent(label)
    document.add_paragraph(appendix.title, style="Title")
    _table(document, parts.matrix)


def _end(document: Any, parts: Circular, source: ReportSource) -> None:
    """The list of appendices, then who signs and when (GB/T 9704 7.3).

    It stays with the last paragraph of the body: no page has a signature only.
    """
    from docx.text.paragraph import Paragraph

    last = document.element.body.xpath("./w:p")[-1]
    kept = [Paragraph(last, document), document.add_paragraph()]
    if parts.appendix is not None:
        listed = source.say("report.appendix_list", title=parts.appendix.title)
        kept.append(document.add_paragraph(listed, style="Body Text"))
        kept.append(document.add_paragraph())
    signed = _characters(parts.signature)
    dated = _characters(parts.date)
    # Two characters from the edge; the date begins two characters after the signature.
    kept.append(document.add_paragraph(parts.signature))
    _at_the_right(kept[-1], 2.0)
    date = document.add_paragraph(parts.date)
    _at_the_right(date, 2.0 + max(0.0, signed - 2 - dated))
    for paragraph in kept:
        paragraph.paragraph_format.keep_with_next = True


def _at_the_right(paragraph: Any, characters: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.right_indent = Pt(BODY_PT * characters)
    paragraph._p.pPr.ind.set(qn("w:rightChars"), f"{characters * 100:.0f}")


def _no_indent(paragraph: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph._p.pPr.ind.set(qn("w:firstLineChars"), "0")


def _characters(text: str) -> float:
    """A length in Chinese characters, of which two Latin ones take the room of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)
