"""The 情况通报 as a .docx in the layout of an official document."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, BinaryIO

from store.reports.content.blocks import (
    ADDRESS,
    Appendix,
    Block,
    Chart,
    Circular,
    Heading,
    Table,
    Text,
)
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
from store.reports.formats.docx_parts import add_chart, add_table, characters, end_after_table, sign
from store.reports.formats.xlsx_charts import standalone_chart

# The highest that a chart gets: two fit on what a table of forty branches leaves of its last page.
_CHART_MM = 60
_BARS_MM, _BAR_MM = 26, 5
_MUCH = 0.45
# A last page is filled so far, where charts above the table that are so much higher can do it.
_ENOUGH, _HIGHER_MM = 0.58, 34
# What lines are high on paper, and what is kept free where their number is estimated.
_ROW_MM, _CAPTION_MM, _TITLE_MM, _ENGLISH_MM, _AFTER_MM, _MARGIN_MM = 4.13, 5.5, 11.3, 5.0, 2.2, 12
# Stands for a hyphen that no line is broken at.
_HYPHEN = "\x00"


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
    for chart in charts[:in_text]:
        _chart(document, chart, source)
    _end(document, parts, source)
    if parts.appendix is not None:
        _appendix(document, parts.appendix, charts[in_text:], source)
    document.save(out)


def _chart(document: Any, chart: Chart, source: ReportSource, more_mm: int = 0) -> None:
    drawn, workbook = standalone_chart(source, chart.which)
    height = _height_mm(chart, source) + more_mm
    add_chart(document, drawn, workbook, told=chart.told, height_mm=height)


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
    title = math.ceil(characters(parts.title) * TITLE_PT / BODY_PT / wide)
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
                height = _CAPTION_MM + _ROW_MM * (_rows(block) + bool(block.note))
                used = height if height > free else used + height
    # A blank line, who signs, the date; before them the list of what is appended.
    return TEXT_MM[1] - used - line * (3 if parts.appendix is None else 5)


def _lines(text: str, wide: float) -> int:
    return math.ceil((characters(text) + 2) / wide)


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
            paragraph = document.add_paragraph(style="Body Text")
            _write(paragraph.add_run(), block.text)
            if "@" in block.text:
                # An address is not broken: justified, the line before it would be torn apart.
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        case Table():
            _table(document, block)


def _write(run: Any, text: str) -> None:
    """Text whose addresses are not broken at their hyphens, which nobody could tell from those of
    a line's end."""
    from docx.oxml import OxmlElement

    whole = ADDRESS.sub(lambda found: found[0].replace("-", _HYPHEN), text)
    for place, part in enumerate(whole.split(_HYPHEN)):
        if place:
            run._r.append(OxmlElement("w:noBreakHyphen"))
        if part:
            run.add_text(part)


def _table(document: Any, table: Table) -> None:
    document.add_paragraph(table.caption, style="Caption")
    add_table(document, table)
    if table.note:
        document.add_paragraph(table.note, style="Table Text")
    else:
        end_after_table(document)


def _appendix(
    document: Any, appendix: Appendix, charts: Sequence[Chart], source: ReportSource
) -> None:
    """The one table on pages of its own; the charts fill what it leaves of its last page, or
    stand before it where they would have a page for themselves."""
    label = document.add_paragraph(appendix.label, style="Heading 1")
    label.paragraph_format.page_break_before = True
    _no_indent(label)
    document.add_paragraph(appendix.title, style="Title")
    title = _TITLE_MM * 2
    room = TEXT_MM[1] - _last_page_mm(appendix.table, title)
    # After many pages nobody can tell where the last of them ends.
    known = _rows(appendix.table) * _ROW_MM < TEXT_MM[1] * 2
    if known and _fitting(charts, room, source) == len(charts):
        _table(document, appendix.table)
        for chart in charts:
            _chart(document, chart, source)
        return
    more = _filling_mm(appendix.table, title, charts, source)
    for chart in charts:
        _chart(document, chart, source, more_mm=more)
    _table(document, appendix.table)


def _filling_mm(
    table: Table, above_mm: float, charts: Sequence[Chart], source: ReportSource
) -> int:
    """How much higher each chart above a table is drawn so that its last page is not half empty."""
    taken = above_mm + sum(_height_mm(chart, source) for chart in charts)
    found = {
        more: _last_page_mm(table, taken + more * len(charts))
        for more in range(0, _HIGHER_MM + 1, 2)
    }
    enough = (more for more, used in found.items() if used > TEXT_MM[1] * _ENOUGH)
    return next(enough, max(found, key=found.__getitem__))


def _last_page_mm(table: Table, above_mm: float) -> float:
    """About how far down its last page a table goes that begins so far down its first."""
    used = above_mm + _CAPTION_MM + _ROW_MM
    for section in table.sections:
        # The title of a group stays with its first row.
        steps = [1] * len(section.rows)
        if section.title:
            steps[:1] = [2]
        for rows in steps:
            if used + rows * _ROW_MM > TEXT_MM[1]:
                used = _ROW_MM
            used += rows * _ROW_MM
    return used + _ROW_MM * bool(table.note)


def _rows(table: Table) -> int:
    """The lines of a table, its head and the titles of its groups among them."""
    return 1 + sum(bool(one.title) + len(one.rows) for one in table.sections)


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
    kept += sign(document, parts.signature, parts.date)[:-1]
    for paragraph in kept:
        paragraph.paragraph_format.keep_with_next = True


def _no_indent(paragraph: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph._p.pPr.ind.set(qn("w:firstLineChars"), "0")
