"""The blocks of a case written in the volume's styles: text, lists, tables, pictures, notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mailsync.examine.documents.docx_tags import W
from mailsync.volume.case_parts import Block, CasePicture, CaseTable, CaseText
from store.reports.formats.docx_page import BODY_PT, TEXT_MM
from store.text.wording import Wording

if TYPE_CHECKING:
    from docx.document import Document

_EMU_PER_CM = 360_000
# A picture leaves room for its caption.
_WIDEST_EMU, _HIGHEST_EMU = TEXT_MM[0] * _EMU_PER_CM // 10, 17 * _EMU_PER_CM
_INDENT_PT = 2 * BODY_PT
_LEVELS = 5
_SMALL_TABLE_ROWS = 8


def add_blocks(document: Document, blocks: Sequence[Block]) -> None:
    """Write the blocks of one case."""
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if isinstance(block, CaseText):
            _text(document, block, following)
        elif isinstance(block, CasePicture):
            paragraph = document.add_paragraph(style="Chart")
            paragraph.paragraph_format.keep_with_next = (
                isinstance(following, CaseText) and following.caption
            )
            _picture(paragraph, block, _WIDEST_EMU)
        else:
            before = blocks[at - 1] if at else None
            if isinstance(before, CaseText | CasePicture) and not _leads(before):
                document.add_paragraph(style="Table Text")
            _table(document, block)
            if following is not None:
                # Two tables in a row would become one.
                document.add_paragraph(style="Table Text")


def _leads(before: CaseText | CasePicture) -> bool:
    """Whether a table follows without a blank: after its caption or a heading."""
    return isinstance(before, CaseText) and (before.caption or before.level > 0)


def add_notes(document: Document, notes: Sequence[str], wording: Wording) -> None:
    """Write the footnotes of a case at its end."""
    for number, text in enumerate(notes, 1):
        document.add_paragraph(
            wording.say("volume.note", n=number, text=" ".join(text.split())), style="Table Text"
        )


def _text(document: Document, block: CaseText, following: Block | None) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph(style=_style(block))
    if block.marker and not block.level:
        indent = _INDENT_PT * (block.indent + 2)
        paragraph.paragraph_format.left_indent = Pt(indent)
        paragraph.paragraph_format.first_line_indent = Pt(-_INDENT_PT)
    if block.caption:
        paragraph.paragraph_format.keep_with_next = isinstance(following, CaseTable)
    if block.centred and not block.level and not block.caption:
        _centre(paragraph)
    if block.marker:
        paragraph.add_run(f"{block.marker} ")
    _spans(paragraph, block, plain=block.level > 0 or block.caption)


def _style(block: CaseText) -> str:
    if block.level:
        return f"Heading {min(block.level + 1, _LEVELS)}"
    if block.caption:
        return "Caption"
    return "Normal" if block.marker else "Body Text"


def _spans(paragraph: Any, block: CaseText, *, plain: bool) -> None:
    """Write the runs. The leading blanks that authors indent by are left to the style."""
    first = True
    for span in block.spans:
        text = span.text.lstrip(" \u3000\t") if first else span.text
        first = first and not text
        if not text:
            continue
        run = paragraph.add_run(text)
        if not plain:
            run.bold = True if span.bold else None
            run.italic = True if span.italic else None
        if span.raised:
            run.font.superscript = True


def _picture(paragraph: Any, picture: CasePicture, widest: int) -> None:
    """Show a picture as large as its author did, within the width and height of a page."""
    from docx.image.exceptions import (
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        UnrecognizedImageError,
    )
    from docx.shared import Emu

    try:
        shown = paragraph.add_run().add_picture(io.BytesIO(picture.content))
    except (
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        UnrecognizedImageError,
        ZeroDivisionError,
    ):
        return
    width = picture.width_emu or int(shown.width)
    height = picture.height_emu or int(shown.height)
    scale = min(1.0, widest / max(width, 1), _HIGHEST_EMU / max(height, 1))
    shown.width, shown.height = Emu(max(int(width * scale), 1)), Emu(max(int(height * scale), 1))


def _table(document: Document, block: CaseTable) -> None:
    if not block.rows:
        return
    table = document.add_table(rows=block.rows, cols=block.columns, style="Table Grid")
    for cell in block.cells:
        last_row = min(cell.row + cell.rows, block.rows) - 1
        last_column = min(cell.column + cell.columns, block.columns) - 1
        target = table.cell(cell.row, cell.column)
        if (last_row, last_column) != (cell.row, cell.column):
            target = target.merge(table.cell(last_row, last_column))
        _cell(document, target, cell.blocks, _WIDEST_EMU * cell.columns // block.columns)
    _keep_rows(table)


def _keep_rows(table: Any) -> None:
    """No row is split between pages, and a small table stays on one."""
    from docx.oxml import OxmlElement

    small = len(table.rows) <= _SMALL_TABLE_ROWS
    for at, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if small and at < len(table.rows) - 1:
            for paragraph in row._tr.iter(W + "p"):
                paragraph.get_or_add_pPr().keepNext_val = True


def _cell(
    document: Document, target: Any, blocks: Sequence[CaseText | CasePicture], width: int
) -> None:
    inside = width - _EMU_PER_CM // 2
    paragraph = target.paragraphs[0]
    for extra in target.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    for at, block in enumerate(blocks):
        if at:
            paragraph = target.add_paragraph()
        paragraph.style = document.styles["Table Text"]
        if isinstance(block, CasePicture):
            _centre(paragraph)
            _picture(paragraph, block, max(inside, _EMU_PER_CM))
        else:
            if block.marker:
                paragraph.add_run(f"{block.marker} ")
            if block.centred:
                _centre(paragraph)
            _spans(paragraph, block, plain=False)
    if not blocks:
        paragraph.style = document.styles["Table Text"]


def _centre(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = 0
