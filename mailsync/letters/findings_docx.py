"""The findings of a letter as a Word document, to go along with it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from store.letters.letter import FindingLine
from store.text.wording import Wording

_WIDTHS_CM = (3.6, 2.6, 3.8, 6.6)


def findings_docx(lines: Sequence[FindingLine], *, title: str, wording: Wording) -> bytes:
    """Write a table with one row a finding: branch, item, file, and what is to be corrected."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.size = Pt(11)
    _chinese_font(style)
    heading = document.add_paragraph().add_run(title)
    heading.bold = True
    heading.font.size = Pt(15)
    table = document.add_table(rows=1, cols=len(_WIDTHS_CM))
    table.style = "Table Grid"
    for cell, column in zip(table.rows[0].cells, ("branch", "item", "file", "said"), strict=True):
        cell.paragraphs[0].add_run(wording.say(f"letters.findings.{column}")).bold = True
    for line in lines:
        cells = table.add_row().cells
        for cell, text in zip(cells, (line.branch, line.item, line.file, line.said), strict=True):
            cell.text = text
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS_CM, strict=True):
            cell.width = Cm(width)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _chinese_font(style: Any) -> None:
    """Word takes the font of Chinese letters from an attribute of its own."""
    from docx.oxml.ns import qn

    style.font.name = "Times New Roman"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
