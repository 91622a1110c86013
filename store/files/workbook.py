"""A workbook rewritten for table readers: its sheets, texts and number formats, nothing else.

Readers stop at a fill that they do not know, at names in another case, at strict namespaces; none
of that is a table's content. Drawings, comments, links and macros are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from store.files.opc import Package, RefusedPart, parse_bounded

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MERGED = re.compile(rb"<(?:\w+:)?mergeCells\b.*?</(?:\w+:)?mergeCells>", re.DOTALL)
_ROWS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_SHEETS_CAP = 500


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    state: str
    part: str


def usual_workbook(path: Path) -> io.BytesIO:
    """An .xlsx that openpyxl and others read, with the same sheets, cells and merged cells.

    Raises:
        RefusedPart: damaged, too_large, dtd, or no_text where it holds no workbook.
    """
    with Package(path) as package:
        main = package.main_part("xl/workbook.xml")
        book = package.xml(main)
        relations = package.relations(main)
        targets = {relation.id: relation for relation in relations}
        sheets = tuple(_sheets(book, {key: one.target for key, one in targets.items()
                                      if one.kind == "worksheet"}))  # fmt: skip
        if not sheets:
            raise RefusedPart("no_text")
        by_kind = {relation.kind: relation.target for relation in relations if relation.target}
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            texts = by_kind.get("sharedStrings", "")
            if texts:
                archive.writestr("xl/sharedStrings.xml", _checked(package.xml_bytes(texts)))
            archive.writestr("xl/styles.xml", _number_formats(package, by_kind.get("styles", "")))
            for number, sheet in enumerate(sheets, 1):
                content = _checked(package.xml_bytes(sheet.part))
                archive.writestr(f"xl/worksheets/sheet{number}.xml", _rows_only(content))
            archive.writestr("xl/workbook.xml", _workbook(sheets, dates_1904=_dates_1904(book)))
            archive.writestr("xl/_rels/workbook.xml.rels", _relations(sheets, bool(texts)))
            archive.writestr("[Content_Types].xml", _content_types(sheets, bool(texts)))
            archive.writestr(
                "_rels/.rels",
                f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
                f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            )
    written.seek(0)
    return written


def _sheets(book: _Element, parts: dict[str, str]) -> list[_Sheet]:
    found = []
    for sheet in book.iter("{*}sheet"):
        part = parts.get(str(sheet.get(f"{{{_OFFICE}}}id", "")), "")
        if part:
            found.append(_Sheet(str(sheet.get("name", "")), str(sheet.get("state", "")), part))
    return found[:_SHEETS_CAP]


def _dates_1904(book: _Element) -> bool:
    properties = next(book.iter("{*}workbookPr"), None)
    return properties is not None and properties.get("date1904", "0") in ("1", "true")


def _checked(content: bytes) -> bytes:
    """A part for a reader that has no bounds of its own."""
    if b"<!DOCTYPE" in content:
        raise RefusedPart("dtd")
    return content


def _rows_only(content: bytes) -> bytes:
    """A sheet up to its last row, and its merged cells: what follows points to other parts."""
    end = next(iter(_ROWS_END.finditer(content)), None)
    if end is None:
        # Not written as one expects: parsed, so that it is at least well-formed.
        parse_bounded(content)
        return content
    root = re.search(rb"<((?:\w+:)?)worksheet\b", content)
    prefix = root[1] if root is not None else b""
    merged = _MERGED.search(content, end.end())
    tail = merged[0] if merged is not None else b""
    return content[: end.end()] + tail + b"</" + prefix + b"worksheet>"


def _number_formats(package: Package, part: str) -> str:
    """Styles with nothing but number formats: they tell a date from a number."""
    formats: list[str] = []
    cells: list[str] = []
    try:
        root = package.xml(part) if part else None
    except RefusedPart:
        root = None
    if root is not None:
        for known in root.iter("{*}numFmt"):
            number, code = str(known.get("numFmtId", "")), str(known.get("formatCode", ""))
            if number.isdecimal():
                formats.append(f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>')
        for styles in root.iter("{*}cellXfs"):
            for style in styles.iter("{*}xf"):
                number = str(style.get("numFmtId", "0"))
                cells.append(number if number.isdecimal() else "0")
    every = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        for number in cells or ["0"]
    )
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
        + (f'<numFmts count="{len(formats)}">{"".join(formats)}</numFmts>' if formats else "")
        + '<fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(cells) or 1}">{every}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def _workbook(sheets: tuple[_Sheet, ...], *, dates_1904: bool) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"'
        + (f' state="{sheet.state}"' if sheet.state in ("hidden", "veryHidden") else "")
        + "/>"
        for number, sheet in enumerate(sheets, 1)
    )
    dates = '<workbookPr date1904="1"/>' if dates_1904 else "<workbookPr/>"
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{dates}'
        f"<sheets>{listed}</sheets></workbook>"
    )


def _relations(sheets: tuple[_Sheet, ...], texts: bool) -> str:
    rows = [
        (f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml")
        for number in range(1, len(sheets) + 1)
    ]
    rows.append((f"rId{len(sheets) + 1}", "styles", "styles.xml"))
    if texts:
        rows.append((f"rId{len(sheets) + 2}", "sharedStrings", "sharedStrings.xml"))
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in rows
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _content_types(sheets: tuple[_Sheet, ...], texts: bool) -> str:
    rows = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    rows += [
        (f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, len(sheets) + 1)
    ]
    if texts:
        rows.append(("/xl/sharedStrings.xml", "sharedStrings"))
    listed = "".join(
        f'<Override PartName="{part}" ContentType="{_TYPE}{kind}+xml"/>' for part, kind in rows
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )
