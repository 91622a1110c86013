"""A file as tables of text, with the row numbers that people see in their program."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from store.errors import ConfigError
from store.files.opc import RefusedPart
from store.files.page_table import is_page, page_of_archive, page_tables
from store.files.spreadsheet import OLE, ZIP, ReadSheet, RefusedBook, read_sheets
from store.files.word_table import word_tables

MAX_BYTES = 30_000_000
MAX_ROWS = 50_000
_SAMPLE = 100_000
_DELIMITERS = ",\t;，；|"
# How a workbook writes a character that XML does not allow (ECMA-376, 22.9.2.19).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# XML of other programs has lines and commas, too.
_XML = re.compile(r"\s*<\?xml\b")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that is not blank; `number` counts from 1, cells are trimmed text.

    `formulas` holds the indexes of cells whose formula has no stored result; `hidden` rows are
    not seen in an office program.
    """

    number: int
    cells: tuple[str, ...]
    formulas: tuple[int, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one: row numbers count from 1 as in `TableRow`, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, one table of a page, or one way to read a csv; then `sheet` is empty.

    The text of merged cells stands in the first of them.
    """

    sheet: str
    rows: tuple[TableRow, ...]
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    # One of several ways to cut the same text: only one of them is meant.
    one_way: bool = False


def read_tables(path: Path) -> tuple[Table, ...]:
    """Read every table that the file may be meant as: each sheet, or each way to cut a csv.

    What a file is, its content says and not its suffix.

    Raises:
        ConfigError: `table.not_found`, `table.unreadable`, `table.empty`, `table.old_excel`
            (a password), `table.not_table`, `table.encoding`, `table.too_large`,
            `table.too_many_rows`.
    """
    content = _content(path)
    in_word = _word_tables(path) if content.startswith(ZIP) else None
    if in_word is not None:
        tables = in_word
    elif content.startswith((ZIP, OLE)):
        tables = tuple(_sheet_tables(path, content))
    else:
        tables = tuple(_text_tables(path, content))
    if not any(table.rows for table in tables):
        raise ConfigError("table.empty", file=str(path))
    return tables


def _word_tables(path: Path) -> tuple[Table, ...] | None:
    try:
        found = word_tables(path)
    except RefusedPart as refused:
        raise ConfigError("table.not_table", file=str(path)) from refused
    if not found:
        return None
    return tuple(
        Table("", _rows(one.rows, path, hidden=frozenset()), _merged(one.merged)) for one in found
    )


def _content(path: Path) -> bytes:
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
    return content


def _text_tables(path: Path, content: bytes) -> Iterator[Table]:
    page = page_of_archive(content)
    text = _decode(content if page is None else page, path)
    if page is not None or is_page(text):
        for table in page_tables(text):
            rows = _rows(table.rows, path, hidden=table.hidden)
            yield Table(table.title, rows, _merged(table.merged))
        return
    if _XML.match(text):
        raise ConfigError("table.not_table", file=str(path))
    delimiters = [delimiter for delimiter in _DELIMITERS if delimiter in text] or [","]
    for delimiter in delimiters:
        yield Table("", _csv_rows(text, delimiter, path), one_way=True)


def _sheet_tables(path: Path, content: bytes) -> Iterator[Table]:
    try:
        for sheet in read_sheets(path, content):
            yield Table(
                sheet.name,
                _rows(sheet.rows, path, hidden=sheet.hidden_rows, formulas=_formulas(sheet)),
                _merged(sheet.merged),
                sheet.hidden,
            )
    except RefusedBook as err:
        if err.reason == "too_large":
            raise ConfigError("table.too_many_rows", file=str(path), limit=MAX_ROWS) from err
        code = "table.old_excel" if err.reason == "password" else "table.not_table"
        raise ConfigError(code, file=str(path)) from err


def _formulas(sheet: ReadSheet) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, column in sorted(sheet.formulas):
        found.setdefault(row, []).append(column)
    return found


def _merged(cells: Iterable[tuple[int, int, int, int]]) -> tuple[Merged, ...]:
    return tuple(
        Merged(first_row + 1, first_column, last_row + 1, last_column)
        for first_row, first_column, last_row, last_column in cells
    )


def _rows(
    rows: Sequence[Sequence[object]],
    path: Path,
    *,
    hidden: frozenset[int],
    formulas: dict[int, list[int]] | None = None,
) -> tuple[TableRow, ...]:
    found: list[TableRow] = []
    for position, values in enumerate(rows):
        cells = tuple(cell_text(value) for value in values)
        unsolved = tuple((formulas or {}).get(position, ()))
        if not any(cells) and not unsolved:
            continue
        if position >= MAX_ROWS:
            raise ConfigError("table.too_many_rows", file=str(path), limit=MAX_ROWS)
        cells = tuple("" if at in unsolved else cell for at, cell in enumerate(cells))
        found.append(TableRow(position + 1, cells, unsolved, position in hidden))
    return tuple(found)


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
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise ConfigError("table.not_table", file=str(path))
        return text
    raise ConfigError("table.not_table" if b"\0" in content else "table.encoding", file=str(path))


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" not in content:
        return ("utf-8-sig", "gb18030")
    # Text in 16 bits without a mark: its line breaks say which byte of two is first.
    pairs = [content[at : at + 2] for at in range(0, min(len(content), _SAMPLE), 2)]
    little, big = pairs.count(b"\n\0"), pairs.count(b"\0\n")
    if little == big:
        return ()
    return ("utf-16-le",) if little > big else ("utf-16-be",)


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
