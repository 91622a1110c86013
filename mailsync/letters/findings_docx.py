"""The findings of a letter as a Word document, to go along with it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from store.letters.letter import FindingLine
from store.reports.content.blocks import Section, Table
from store.reports.formats.docx_page import official_document
from store.reports.formats.docx_parts import add_table, end_after_table
from store.text.visible import visible
from store.text.wording import Wording

_WIDTHS = (36, 26, 38, 66)


def findings_docx(
    lines: Sequence[FindingLine], *, title: str, author: str, wording: Wording
) -> bytes:
    """Write a table with one row a finding: branch, item, file, and what is to be corrected."""
    chinese = wording.language == "zh_CN"
    document = official_document(chinese=chinese, title=title, author=author)
    document.add_paragraph(title, style="Title")
    document.add_paragraph(style="Table Text")
    columns = ("branch", "item", "file", "said")
    heads = tuple(wording.say(f"letters.findings.{column}") for column in columns)
    rows = tuple(
        tuple(map(visible, (line.branch, line.item, line.file, line.said))) for line in lines
    )
    add_table(document, Table("", heads, (Section("", rows),), _WIDTHS))
    end_after_table(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
