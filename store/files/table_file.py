"""A csv or xlsx file as tables of text, with the row numbers that people see in their program."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from store.errors import ConfigError
from store.files.opc import RefusedPart
from store.files.workbook import usual_workbook

MAX_BYTES = 30_000_000
MAX_UNPACKED_BYTES = 300_000_000
MAX_ROWS = 50_000
_BLANK_ROWS_TO_STOP = 500
_DELIMITERS = ",\t;，；"
# How a workbook writes a character that XML does not allow (ECMA-376, 22.9.2.19).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that is not blank; `number` counts from 1, cells are trimmed text.

    `formulas` holds the indexes of cells whose formula has no stored result.
    """

    number: int
    cells: tuple[str, ...]
    formulas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or one way to read a csv; `sheet` is empty for a csv."""

    sheet: str
    rows: tuple[TableRow, ...]


def read_tables(path: Path) -> tuple[Table, ...]:
    """Read every table that the file may be meant as: each sheet, or each way to cut a csv.

    What a file is, its content says and not its suffix.

    Raises:
        ConfigError: `table.not_found`, `table.unreadable`, `table.empty`, `table.old_excel`,
            `table.not_table`, `table.encoding`, `table.too_large`.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError("table.too_large", file=str(path), limit=MAX_BYTES // 1_000_000)
        content = path.read_bytes()
    except FileNotFoundError as err:
        raise ConfigError("table.not_found", file=str(path)) from err
    except OSError as err:
        raise ConfigError("table.unreadable", file=str(path), reason=err.strerror or "") from err
    if not content.strip():
        raise ConfigError("table.empty", file=str(path))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ConfigError("table.old_excel", file=str(path))
    if content.startswith(b"PK\x03\x04"):
        tables = tuple(_sheets(path))
    else:
        text = _decode(content, path)
        tables = tuple(
            Table("", _csv_rows(text, delimiter, path))
            for delimiter in _DELIMITERS
            if delimiter in text
        ) or (Table("", _csv_rows(text, ",", path)),)
    if not any(table.rows for table in tables):
        raise ConfigError("table.empty", file=str(path))
    return tables


def cell_text(value: object) -> str:
    """A cell as text without what cannot be seen: one space for any white space inside."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    if "_x" in text:
        text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    if text.isascii() and text.isprintable():
        return text.strip()
    # Line breaks stay: they part several values of one cell.
    lines = ("".join(filter(_seen, line)) for line in text.splitlines())
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _seen(char: str) -> bool:
    return char == "\t" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Cs")


def _decode(content: bytes, path: Path) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content:
        raise ConfigError("table.not_table", file=str(path))
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise ConfigError("table.not_table", file=str(path))
        return text
    raise ConfigError("table.encoding", file=str(path))


def _csv_rows(text: str, delimiter: str, path: Path) -> tuple[TableRow, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[TableRow] = []
    try:
        # With line breaks inside cells the row number of the spreadsheet is the record's.
        for number, record in enumerate(reader, 1):
            if number > MAX_ROWS:
                raise ConfigError("table.too_many_rows", file=str(path), limit=MAX_ROWS)
            cells = tuple(cell_text(cell) for cell in record)
            if any(cells):
                rows.append(TableRow(number, cells))
    except csv.Error as err:
        raise ConfigError("table.not_table", file=str(path)) from err
    return tuple(rows)


def _sheets(path: Path) -> Iterator[Table]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = usual_workbook(path)
        values = load_workbook(workbook, read_only=True, data_only=True)
        # A second look at what is written is slow: only where a cell has a formula.
        formulas = load_workbook(workbook, read_only=True) if _has_formulas(workbook) else None
        for sheet in values.worksheets:
            written = formulas[sheet.title] if formulas else None
            yield Table(sheet.title, tuple(_sheet_rows(sheet, written, path)))
    except RefusedPart as refused:
        if refused.reason == "too_large":
            limit = MAX_UNPACKED_BYTES // 1_000_000
            raise ConfigError("table.too_large", file=str(path), limit=limit) from refused
        raise ConfigError("table.not_table", file=str(path)) from refused
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        SyntaxError,
    ) as err:
        # What openpyxl raises for a damaged workbook has no common root.
        raise ConfigError("table.not_table", file=str(path)) from err


def _has_formulas(workbook: BinaryIO) -> bool:
    with zipfile.ZipFile(workbook) as archive:
        return any(
            re.search(rb"<f[ />]", archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/")
        )


def _sheet_rows(sheet: Any, written: Any | None, path: Path) -> Iterator[TableRow]:
    blank = 0
    # A sheet may claim less than it holds; reading on costs nothing.
    for each in (sheet, written):
        if each is not None:
            each.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    texts = written.iter_rows(values_only=True) if written is not None else None
    for number, values in enumerate(rows, 1):
        raw = next(texts, ()) if texts is not None else ()
        cells = tuple(cell_text(value) for value in values)
        formulas = tuple(
            index
            for index, text in enumerate(raw)
            if isinstance(text, str)
            and text.startswith("=")
            and (index >= len(cells) or not cells[index] or cells[index].startswith("#"))
        )
        if not any(cells) and not formulas:
            blank += 1
            if blank > _BLANK_ROWS_TO_STOP:
                return
            continue
        blank = 0
        if number > MAX_ROWS:
            raise ConfigError("table.too_many_rows", file=str(path), limit=MAX_ROWS)
        yield TableRow(number, cells, formulas)
