"""Tables of a Word document (.docx), as offices send rosters that were made for printing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from store.files.opc import Package, RefusedPart
from store.files.page_table import PageTable

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "word/document.xml"
_SPAN_CAP = 100


def word_tables(path: Path) -> list[PageTable] | None:
    """Every table of a document in its order; None where the file is no such document.

    Raises:
        RefusedPart: it is one and cannot be read.
    """
    try:
        with Package(path) as package:
            main = package.main_part(_MAIN)
            if main not in package.names or not main.startswith("word/"):
                return None
            body = package.xml(main)
            return [_table(one) for one in body.iter("{*}tbl") if _outermost(one)]
    except RefusedPart as refused:
        if refused.reason in ("damaged", "no_text"):
            return None
        raise


def _outermost(table: _Element) -> bool:
    return next(table.iterancestors("{*}tbl"), None) is None


def _table(table: _Element) -> PageTable:
    rows: list[list[str]] = []
    merged: list[tuple[int, int, int, int]] = []
    # Where the cell begins that goes on below, by its column: its row and its last column.
    open_cells: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(table.iterfind("{*}tr")):
        cells: list[str] = [""] * _number(row, "gridBefore")
        for cell in _cells(row):
            at, span = len(cells), max(_number(cell, "gridSpan"), 1)
            below = cell.find("{*}tcPr/{*}vMerge")
            goes_on = below is not None and _value(below) != "restart"
            if below is None or not goes_on:
                _close(open_cells.pop(at, None), at, number - 1, merged)
            if below is not None and not goes_on:
                open_cells[at] = (number, at + span - 1)
            elif below is None and span > 1:
                merged.append((number, at, number, at + span - 1))
            cells += ["" if goes_on else _text(cell), *[""] * (span - 1)]
        rows.append(cells)
    for at, opened in open_cells.items():
        _close(opened, at, len(rows) - 1, merged)
    return PageTable("", rows, merged)


def _close(
    opened: tuple[int, int] | None,
    column: int,
    last_row: int,
    merged: list[tuple[int, int, int, int]],
) -> None:
    if opened is not None and (last_row > opened[0] or opened[1] > column):
        merged.append((opened[0], column, last_row, opened[1]))


def _cells(row: _Element) -> Iterator[_Element]:
    """The cells of a row; a content control may stand around one."""
    for child in row.iterfind("*"):
        name = child.tag.rpartition("}")[2]
        if name == "tc":
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "smartTag"):
            yield from _cells(child)


def _text(cell: _Element) -> str:
    return "\n".join(
        "".join(
            "\n" if node.tag.endswith("}br") else node.text or ""
            for node in paragraph.iter("{*}t", "{*}br")
        )
        for paragraph in cell.iter("{*}p")
    )


def _number(element: _Element, name: str) -> int:
    """A count that the properties of a row or a cell say; 0 where they do not."""
    for kind in ("trPr", "tcPr"):
        found = element.find(f"{{*}}{kind}/{{*}}{name}")
        if found is not None and _value(found).isdecimal():
            return min(int(_value(found)), _SPAN_CAP)
    return 0


def _value(element: _Element) -> str:
    return next((str(value) for key, value in element.items() if key.endswith("}val")), "")
