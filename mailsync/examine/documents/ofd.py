"""OFD (GB/T 33190), the fixed layout of Chinese offices: the text of its pages in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailsync.examine.documents.text import NOT_COUNTABLE, DocumentText, Line, NotRead
from store.files.opc import Package, RefusedPart

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGES_CAP = 500
_PIECES_CAP = 200_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text and where its base line begins, in millimetres."""

    x: float
    y: float
    size: float
    text: str


def read_ofd(path: Path) -> DocumentText | NotRead:
    """Read the text of every page; templates, seals and annotations are none of it."""
    try:
        with Package(path) as package:
            pages = list(_pages(package))
    except RefusedPart:
        return NotRead(NOT_COUNTABLE, "format")
    return DocumentText(
        lines=tuple(Line(text) for page, _ in pages for text in _lines(page)),
        pictures=sum(pictures for _, pictures in pages),
        pages=len(pages),
    )


def _pages(package: Package) -> Iterator[tuple[list[_Piece], int]]:
    left = _PIECES_CAP
    for body in package.xml("OFD.xml").iter("{*}DocRoot"):
        document = package.resolved((body.text or "").strip())
        if not document:
            continue
        folder = document.rpartition("/")[0]
        for listed in package.xml(document).iter("{*}Pages"):
            for page in list(listed.iter("{*}Page"))[:_PAGES_CAP]:
                content = package.resolved(str(page.get("BaseLoc", "")).strip(), folder)
                if not content:
                    continue
                root = package.xml(content)
                pieces = list(_pieces(root))[:left]
                left -= len(pieces)
                yield pieces, sum(1 for _ in root.iter("{*}ImageObject"))


def _pieces(page: _Element) -> Iterator[_Piece]:
    for written in page.iter("{*}TextObject"):
        left, top = (*_numbers(written.get("Boundary")), 0.0, 0.0)[:2]
        size = (*_numbers(written.get("Size")), 4.0)[0]
        matrix = (*_numbers(written.get("CTM")), 1.0, 0.0, 0.0, 1.0, 0.0, 0.0)[:6]
        if len(_numbers(written.get("CTM"))) != 6:
            matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        x = y = 0.0
        for code in written.iter("{*}TextCode"):
            # A code without a place goes on where the one before it began.
            x = (*_numbers(code.get("X")), x)[0]
            y = (*_numbers(code.get("Y")), y)[0]
            a, b, c, d, e, f = matrix
            text = code.text or ""
            if text.strip():
                place = (left + a * x + c * y + e, top + b * x + d * y + f)
                yield _Piece(*place, size * abs(d or a or 1.0), text)


def _lines(pieces: list[_Piece]) -> Iterator[str]:
    """Pieces on one base line, from left to right, from the top of the page down."""
    row: list[_Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.y, one.x)):
        if row and piece.y - row[0].y > row[0].size / 2:
            yield _joined(row)
            row = []
        row.append(piece)
    if row:
        yield _joined(row)


def _joined(row: list[_Piece]) -> str:
    return "".join(piece.text for piece in sorted(row, key=lambda one: one.x)).strip()


def _numbers(text: str | None) -> tuple[float, ...]:
    try:
        return tuple(map(float, (text or "").split()))
    except ValueError:
        return ()
