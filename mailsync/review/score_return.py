"""A score sheet that came back, from .xlsx or .docx, to plain rows; bad input is a Problem."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path

from mailsync.review.score_sheet import CODE_LABEL, NAME_LABEL
from store.errors import ConfigError
from store.items.score_checks import BRANCH, CASE, ReturnedSheet
from store.model import Problem

_ROWS_CAP = 2000
_LABELLED = re.compile(r"^\s*(\S+?)\s*[:：]\s*(.*?)\s*$", re.DOTALL)


def read_returned(path: Path) -> ReturnedSheet | Problem:
    """Read a returned sheet by its content, whatever its name says.

    Returns:
        The rows as they stand there, or `sheet.unreadable` or `sheet.no_table`.
    """
    if _is_docx(path):
        return _from_docx(path)
    return _from_table(path)


def _is_docx(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError, NotImplementedError):
        return False


def _from_table(path: Path) -> ReturnedSheet | Problem:
    from store.files.table_file import read_tables

    try:
        tables = read_tables(path)
    except ConfigError as err:
        return Problem("sheet.unreadable", {"file": path.name, "reason": err.code})
    for table in tables:
        rows = [(row.number, row.cells) for row in table.rows[:_ROWS_CAP]]
        formulas = tuple(row.number for row in table.rows if row.formulas)
        found = _sheet(rows, "", "", formulas)
        if found is not None:
            return found
    return Problem("sheet.no_table", {"file": path.name})


def _from_docx(path: Path) -> ReturnedSheet | Problem:
    from mailsync.examine.documents.docx_text import read_docx
    from mailsync.examine.documents.text import NotRead

    document = read_docx(path)
    if isinstance(document, NotRead):
        return Problem("sheet.unreadable", {"file": path.name, "reason": document.reason})
    labels = {
        match[1]: match[2]
        for line in document.lines
        if not line.in_table and (match := _LABELLED.match(line.text))
    }
    rows = []
    in_table = (line for line in document.lines if line.in_table)
    for number, (_, row) in enumerate(groupby(in_table, key=lambda line: line.row), 1):
        cells: list[str] = []
        for at, cell in groupby(row, key=lambda line: line.cell):
            cells += [""] * (at - 1 - len(cells))
            cells.append("\n".join(line.text.strip() for line in cell).strip())
        rows.append((number, tuple(cells)))
    found = _sheet(rows[:_ROWS_CAP], labels.get(CODE_LABEL, ""), labels.get(NAME_LABEL, ""), ())
    return found or Problem("sheet.no_table", {"file": path.name})


def _sheet(
    rows: Sequence[tuple[int, tuple[str, ...]]],
    code: str,
    name: str,
    formulas: tuple[int, ...],
) -> ReturnedSheet | None:
    """Find the heads and what stands over them; None where there are none."""
    for at, (_, cells) in enumerate(rows):
        for label, value in pairwise(cells):
            code = value if label == CODE_LABEL else code
            name = value if label == NAME_LABEL else name
        if CASE in cells and BRANCH in cells:
            heads = tuple(cells)
            body = tuple(
                (number, dict(zip(heads, row, strict=False)))
                for number, row in rows[at + 1 :]
                if any(row)
            )
            return ReturnedSheet(code.strip(), name.strip(), heads, body, formulas)
    return None
