"""Parts of a document as XML: paragraphs, tables of any length, charts with their data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

from store.model import State
from store.reports.content.blocks import Section, Table
from store.reports.formats.docx_page import BODY_PT, TEXT_MM

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TWIPS_PER_MM = 1440 / 25.4
_EMU_PER_MM = 36000
_ROWS_AT_ONCE = 600
_ROWS_KEPT_WHOLE = 8
_KEPT = "<w:keepNext/>"
_TEXT = '<w:pStyle w:val="TableText"'
# A light ground beside the character of a state; the character says it.
_GROUNDS = {
    State.FAULT: "F8D7DA",
    State.MISSING: "F8D7DA",
    State.SOFT: "FFF3CD",
    State.REVIEW: "FFF3CD",
    State.LINK: "FFF3CD",
}
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_xml(table: Table, width_mm: float = TEXT_MM[0]) -> str:
    """A table as one piece of XML: its head repeats on each page, no row is split."""
    total = sum(table.widths)
    widths = [round(width_mm * _TWIPS_PER_MM * width / total) for width in table.widths]
    return "".join(
        (
            f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>',
            '<w:jc w:val="center"/><w:tblBorders>',
            *(
                f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            ),
            '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
            '<w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
            "</w:tblPr><w:tblGrid>",
            *(f'<w:gridCol w:w="{width}"/>' for width in widths),
            "</w:tblGrid>",
            _head_xml(table.heads, widths),
            *_kept_together(
                [row for section in table.sections for row in _rows_xml(section, table, widths)]
            ),
            "</w:tbl>",
        )
    )


def _kept_together(rows: list[str]) -> Iterator[str]:
    """Rows of which a few stay on one page, and of many none stands alone at an edge."""
    whole = len(rows) <= _ROWS_KEPT_WHOLE
    for place, row in enumerate(rows):
        if place + 1 < len(rows) and (whole or place == 0 or place + 2 == len(rows)):
            yield row.replace(f"{_TEXT}/>{_KEPT}", f"{_TEXT}/>").replace(
                f"{_TEXT}/>", f"{_TEXT}/>{_KEPT}"
            )
        else:
            yield row


def _head_xml(heads: tuple[str, ...], widths: list[int]) -> str:
    return (
        "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            '<w:shd w:val="clear" w:color="auto" w:fill="E7E6E6"/><w:vAlign w:val="center"/>'
            f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="TableHead"/></w:pPr>{_run(head)}</w:p></w:tc>'
            for head, width in zip(heads, widths, strict=True)
        )
        + "</w:tr>"
    )


def _rows_xml(section: Section, table: Table, widths: list[int]) -> Iterator[str]:
    if section.title:
        yield (
            "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>"
            f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{len(widths)}"/>'
            '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/></w:tcPr><w:p><w:pPr>'
            f"{_TEXT}/>{_KEPT}</w:pPr>{_run(section.title)}"
            "</w:p></w:tc></w:tr>"
        )
    opens = [
        {
            ground: _cell_opening(width, ground, number=place in table.numbers)
            for ground in ("", *set(_GROUNDS.values()))
        }
        for place, width in enumerate(widths)
    ]
    for number, row in enumerate(section.rows):
        states = section.states[number] if section.states else (None,) * len(row)
        yield (
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                f"{opening[_GROUNDS.get(state, '') if state else '']}"
                f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
                for opening, state, text in zip(opens, states, row, strict=True)
            )
            + "</w:tr>"
        )


def _cell_opening(width: int, ground: str, *, number: bool) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    right = '<w:jc w:val="right"/>' if number else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{_TEXT}/>{right}'
        "</w:pPr>"
    )


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def add_table(document: Any, table: Table) -> None:
    """Append a table at the end of the body; a long one in pieces with a line between."""
    from docx.oxml import parse_xml

    page = document.sections[-1]
    width_mm = round((page.page_width - page.left_margin - page.right_margin) / _EMU_PER_MM)
    for place, piece in enumerate(pieces(table)):
        if place:
            document.add_paragraph(style="Table Text")
        document.element.body._insert_tbl(parse_xml(table_xml(piece, width_mm)))


def end_after_table(document: Any) -> None:
    """End a document with the paragraph that must stand behind a table, too low for a page."""
    from docx.shared import Pt

    end = document.add_paragraph(style="Table Text").paragraph_format
    end.line_spacing = Pt(1)


def heighten(row: Any, twips: int) -> None:
    """Give a row of a table at least a height, to write into it by hand."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Twips

    row.height, row.height_rule = Twips(twips), WD_ROW_HEIGHT_RULE.AT_LEAST


def sign(document: Any, signature: str, date: str) -> list[Any]:
    """Append who signs and when (GB/T 9704 7.3); a signature without a date has "" for it.

    Two characters from the edge; the date begins two characters after the signature.
    """
    after = max(0.0, characters(signature) - 2 - characters(date)) if date else 0.0
    return [
        _at_the_right(document.add_paragraph(text), 2.0 + indent)
        for text, indent in ((signature, 0.0), (date, after))
        if text
    ]


def _at_the_right(paragraph: Any, characters: float) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.right_indent = Pt(BODY_PT * characters)
    paragraph._p.pPr.ind.set(qn("w:rightChars"), f"{characters * 100:.0f}")
    return paragraph


def characters(text: str) -> float:
    """A length in Chinese characters, of which two Latin ones take the room of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def pieces(table: Table) -> Iterator[Table]:
    """A table in pieces: word processors take many minutes over one of thousands of rows."""
    held: list[Section] = []
    room = _ROWS_AT_ONCE
    for section in table.sections:
        rest = section
        if room < 1:
            yield replace(table, sections=tuple(held))
            held, room = [], _ROWS_AT_ONCE
        while len(rest.rows) > room:
            taken, rest = _cut(rest, room)
            yield replace(table, sections=(*held, taken))
            held, room = [], _ROWS_AT_ONCE
        held.append(rest)
        room -= len(rest.rows)
    if held or not table.sections:
        yield replace(table, sections=tuple(held))


def _cut(section: Section, rows: int) -> tuple[Section, Section]:
    return (
        Section(section.title, section.rows[:rows], section.states[:rows]),
        Section(section.title, section.rows[rows:], section.states[rows:]),
    )


def add_chart(document: Any, chart: bytes, workbook: bytes, *, told: str, height_mm: int) -> None:
    """Append a native chart with the workbook of its data; `told` is its description."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    number = len(document.element.body.xpath(".//w:drawing")) + 1
    package = document.part.package
    data = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), _WORKBOOK_TYPE, workbook, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, b"", package)
    link = part.relate_to(data, f"{_RELATIONSHIPS}/package")
    external = (
        f'<c:externalData xmlns:r="{_RELATIONSHIPS}" r:id="{link}">'
        '<c:autoUpdate val="0"/></c:externalData>'
    )
    part._blob = chart.replace(b"<c:printSettings>", external.encode() + b"<c:printSettings>")
    relation = document.part.relate_to(part, f"{_RELATIONSHIPS}/chart")
    width, height = TEXT_MM[0] * _EMU_PER_MM, height_mm * _EMU_PER_MM
    paragraph = document.add_paragraph(style="Chart")
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    paragraph._p.append(
        parse_xml(
            f'<w:r {_W}><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing">'
            f'<wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{number}" name="chart{number}" descr="{_attribute(told)}"/>'
            f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{drawing}/main">'
            f'<a:graphicData uri="{drawing}/chart"><c:chart xmlns:c="{drawing}/chart" '
            f'xmlns:r="{_RELATIONSHIPS}" r:id="{relation}"/></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )
    )


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;", "\n": " "})
