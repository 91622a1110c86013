"""Workbooks of every office program (.xlsx, .xls, .et, .ods) as sheets of cell values."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.files.opc import RefusedPart
from store.files.workbook import usual_workbook

MAX_CELLS = 4_000_000
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?P<attributes>[^>]*?)(?:/>|>(?P<inside>.*?)</(?:\w+:)?c\s*>)", re.DOTALL
)
_ROW = re.compile(rb"<(?:\w+:)?row\b(?P<attributes>[^>]*)>")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})?(\d+)[\"']")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']|\bht\s*=\s*[\"']0(?:\.0+)?[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RESULT = re.compile(rb"<(?:\w+:)?(?:v|is)(?:\s[^>]*)?>[^<]*[^<\s]|<(?:\w+:)?(?:t)(?:\s[^>]*)?>")
_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
# Rows of an OpenDocument sheet: how often one is repeated, and whether it is seen.
_TABLE_TAG = re.compile(rb"<(/?)table:(table-row|table)(?=[\s/>])((?:[^>\"]|\"[^\"]*\")*)>")
_REPEATED = re.compile(rb"\btable:number-rows-repeated=\"(\d{1,9})\"")
_UNSEEN_ROW = re.compile(rb"\btable:visibility=\"(?:collapse|filter)\"")
_CONTENT_CAP_BYTES, _ROWS_CAP = 64 << 20, 100_000
# Records of the old format: a sheet's name and place, its begin, a row's height and flags.
_SHEET, _BEGIN, _ROW_RECORD, _HIDDEN_FLAG = 0x0085, 0x0809, 0x0208, 0x20


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet from its first cell on; places count from 0.

    `formulas` are cells whose formula has no stored result; a merged cell is
    (first row, first column, last row, last column).
    """

    name: str
    rows: list[list[Any]]
    merged: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    formulas: frozenset[tuple[int, int]]
    hidden: bool


class RefusedBook(Exception):  # noqa: N818  (the name says what it is)
    """A file that is no workbook to read; `reason` is damaged, password, too_large or other."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_sheets(path: Path, content: bytes) -> Iterator[ReadSheet]:
    """Read every sheet of a workbook whose bytes begin as a zip or an OLE file.

    Raises:
        RefusedBook: see there.
    """
    packed: zipfile.ZipFile | None = None
    old_hidden: Mapping[int, frozenset[int]] = {}
    if content.startswith(ZIP):
        content, packed = _usual(path, content)
        if packed is None:
            old_hidden = _hidden_of_open_document(content)
    else:
        old_hidden = _hidden_of_old(content)
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    book = _calling(_opened, content)
    for position, one in enumerate(book.sheets_metadata):
        if one.typ != SheetTypeEnum.WorkSheet:
            continue
        marks = _Marks() if packed is None else _marks(packed, position)
        sheet = _calling(book.get_sheet_by_name, one.name)
        rows = _calling(sheet.to_python, skip_empty_area=False)
        merged = tuple(
            (first[0], first[1], last[0], last[1]) for first, last in sheet.merged_cell_ranges or ()
        )
        yield ReadSheet(
            one.name,
            rows,
            merged,
            marks.hidden or old_hidden.get(position, frozenset()),
            marks.formulas,
            one.visible != SheetVisibleEnum.Visible,
        )


def _usual(path: Path, content: bytes) -> tuple[bytes, zipfile.ZipFile | None]:
    """An .xlsx rewritten so that every reader opens it; another package as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.lower().replace("\\", "/").lstrip("/") for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError) as err:
        raise RefusedBook("damaged") from err
    if "xl/workbook.bin" in names or {"content.xml", "mimetype"} <= names:
        return content, None
    try:
        written = usual_workbook(path).getvalue()
    except RefusedPart as err:
        raise RefusedBook("too_large" if err.reason == "too_large" else "damaged") from err
    return written, zipfile.ZipFile(io.BytesIO(written))


def _opened(content: bytes) -> Any:
    from python_calamine import load_workbook

    return load_workbook(io.BytesIO(content))


def _calling(function: Any, *given: Any, **named: Any) -> Any:
    """Call the reader; everything that it stops at is a refusal.

    Raises:
        RefusedBook: password or damaged.
    """
    from python_calamine import CalamineError, PasswordError

    try:
        return function(*given, **named)
    except PasswordError as err:
        raise RefusedBook("password") from err
    except (CalamineError, ValueError, OSError, OverflowError, MemoryError) as err:
        raise RefusedBook("damaged") from err
    except BaseException as err:
        # A fault of the reader itself comes as a class of its own, beside Exception.
        if type(err).__name__ == "PanicException":
            raise RefusedBook("damaged") from err
        raise


@dataclass(frozen=True, slots=True)
class _Marks:
    hidden: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()


def _marks(packed: zipfile.ZipFile, position: int) -> _Marks:
    """What the reader does not tell of a sheet: hidden rows, formulas without a result.

    Raises:
        RefusedBook: too_large, where a few cells far out would fill the memory.
    """
    part = packed.read(f"xl/worksheets/sheet{position + 1}.xml")
    hidden: set[int] = set()
    formulas: set[tuple[int, int]] = set()
    last_row = last_column = 0
    row = 0
    for found in _ROW.finditer(part):
        said = _REFERENCE.search(found["attributes"])
        row = int(said[2]) if said is not None else row + 1
        if _HIDDEN.search(found["attributes"]):
            hidden.add(row - 1)
    for found in _CELL.finditer(part):
        inside = found["inside"] or b""
        if not inside:
            continue
        said = _REFERENCE.search(found["attributes"])
        if said is None or said[1] is None:
            continue
        place = int(said[2]) - 1, _column(said[1])
        last_row, last_column = max(last_row, place[0]), max(last_column, place[1])
        if _FORMULA.search(inside) and (
            not _RESULT.search(inside) or _ERROR.search(found["attributes"])
        ):
            formulas.add(place)
    if (last_row + 1) * (last_column + 1) > MAX_CELLS:
        raise RefusedBook("too_large")
    return _Marks(frozenset(hidden), frozenset(formulas))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _hidden_of_open_document(content: bytes) -> dict[int, frozenset[int]]:
    """The hidden and filtered rows of each sheet of an .ods; nothing for another package."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo("content.xml").file_size > _CONTENT_CAP_BYTES:
                return {}
            text = archive.read("content.xml")
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError):
        return {}
    hidden: dict[int, set[int]] = {}
    sheet, row, within = -1, 0, 0
    for found in _TABLE_TAG.finditer(text):
        ended, name, attributes = found.groups()
        if name == b"table":
            within += -1 if ended else 1
            if not ended and within == 1:
                sheet, row = sheet + 1, 0
            continue
        if ended or within != 1:
            continue
        repeated = _REPEATED.search(attributes)
        count = min(int(repeated[1]), _ROWS_CAP) if repeated is not None else 1
        if _UNSEEN_ROW.search(attributes) and row < _ROWS_CAP:
            hidden.setdefault(sheet, set()).update(range(row, min(row + count, _ROWS_CAP)))
        row += count
    return {at: frozenset(rows) for at, rows in hidden.items()}


def _hidden_of_old(content: bytes) -> dict[int, frozenset[int]]:
    """The hidden rows of each sheet of an .xls; nothing where it is no such file.

    Raises:
        RefusedBook: password, where the whole file is encrypted.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            if ole.exists("EncryptedPackage"):
                raise RefusedBook("password")
            stream = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
            records = ole.openstream(stream).read() if stream else b""
    except (OSError, ValueError, IndexError, struct.error) as err:
        raise RefusedBook("damaged") from err
    places: list[int] = []
    hidden: dict[int, set[int]] = {}
    current = -1
    at = 0
    while at + 4 <= len(records):
        kind, size = struct.unpack_from("<HH", records, at)
        body = at + 4
        if kind == _SHEET and size >= 4:
            places.append(struct.unpack_from("<I", records, body)[0])
        elif kind == _BEGIN:
            current = places.index(at) if at in places else -1
        elif kind == _ROW_RECORD and size >= 14 and current >= 0:
            row, flags = struct.unpack_from("<H", records, body)[0], records[body + 12]
            if flags & _HIDDEN_FLAG:
                hidden.setdefault(current, set()).add(row)
        at = body + size
    return {sheet: frozenset(rows) for sheet, rows in hidden.items()}
