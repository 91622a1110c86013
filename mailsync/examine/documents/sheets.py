""".xlsx: the rows of every sheet as lines, for a 目录 that was made as a sheet."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mailsync.examine.documents.text import DocumentText, Line, NotRead
from store.files.opc import Package, RefusedPart
from store.files.table_file import cell_text
from store.files.workbook import usual_workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Parts that a sheet shows beside its cells.
_SHOWN = re.compile(r"xl/(?:media|charts|drawings|diagrams|embeddings|chartsheets)/[^_]")
_ROWS_CAP = 2_000
_COLUMNS_CAP = 256
# What openpyxl raises on parts that are well-formed XML and no workbook.
_FORGED = (KeyError, ValueError, TypeError, AttributeError)


def read_sheets(path: Path) -> DocumentText | NotRead:
    """Read the cells of a workbook as the lines of a table."""
    try:
        # Every part is read once under the caps, before the reader that has none.
        book = usual_workbook(path)
        with Package(path) as package:
            shown = any(_SHOWN.match(name) for name in package.names)
    except RefusedPart as refused:
        return NotRead("document.unreadable", refused.reason)
    return _cells(book, shown=shown)


def _cells(workbook: BinaryIO, *, shown: bool) -> DocumentText | NotRead:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(workbook, read_only=True, data_only=True, keep_links=False)
        lines = tuple(
            Line(cell_text(value), row=number)
            for number, row in enumerate(_rows(book.worksheets), start=1)
            for value in row
            if value not in (None, "")
        )
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, SyntaxError, *_FORGED):
        return NotRead("document.unreadable", "damaged")
    # Without a cell, charts, drawings and other files within may be what it is about.
    return DocumentText(lines=lines, unread="other" if shown and not lines else "")


def _rows(sheets: Iterable[Worksheet]) -> Iterator[tuple[object, ...]]:
    left = _ROWS_CAP
    for sheet in sheets:
        for row in sheet.iter_rows(max_row=left, max_col=_COLUMNS_CAP, values_only=True):
            left -= 1
            yield row
        if left <= 0:
            return
