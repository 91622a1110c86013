"""The 情况通报 as a .docx in the layout of an official document."""

from __future__ import annotations

from typing import Any, BinaryIO

from store.reports.content.blocks import Block, Chart, Circular, Heading, Text
from store.reports.content.circular import circular
from store.reports.content.source import ReportSource
from store.reports.formats.docx_page import BODY_PT, official_document
from store.reports.formats.docx_parts import add_chart, add_table
from store.reports.formats.xlsx_charts import standalone_chart

# Both charts fit on what a table of forty branches leaves of its second page.
_CHART_MM = 60


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
    _end(document, parts, source)
    _appendix(document, parts)
    charts = (one for one in parts.figures if isinstance(one, Chart))
    for number, chart in enumerate(charts, start=1):
        drawn, workbook = standalone_chart(source, chart.which)
        add_chart(document, number, drawn, workbook, told=chart.told, height_mm=_CHART_MM)
    document.save(out)


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


def _appendix(document: Any, parts: Circular) -> None:
    """The one table on a page of its own; the charts fill what it leaves of its last page."""
    label = document.add_paragraph(parts.appendix.label, style="Heading 1")
    label.paragraph_format.page_break_before = True
    _no_indent(label)
    document.add_paragraph(parts.appendix.title, style="Title")
    document.add_paragraph(parts.matrix.caption, style="Caption")
    add_table(document, parts.matrix)
    document.add_paragraph(parts.matrix.note, style="Table Text")


def _end(document: Any, parts: Circular, source: ReportSource) -> None:
    """The list of appendices, then who signs and when (GB/T 9704 7.3).

    It stays with the last paragraph of the body: no page has a signature only.
    """
    from docx.text.paragraph import Paragraph

    last = document.element.body.xpath("./w:p")[-1]
    kept = [Paragraph(last, document), document.add_paragraph()]
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
