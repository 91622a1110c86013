""".pdf: the text of its pages; a scan has none and says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import POINTER, cast, create_string_buffer
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailsync.examine.documents.text import DocumentText, Line, NotRead

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_PAGES_CAP = 400
_PASSWORD_WANTED = 4
# Of an outlined page, each stroke is an object.
_OBJECTS_CAP = 20_000
_NOTES_CAP = 2_000
_VALUE_BYTES = 200_000
# Pages that are drawn small to see whether anything stands on them; paper is lighter than this.
_LOOKED_AT, _SMALL, _PAPER = 5, 0.25, 245
_COVERED_PART = 0.5
_GARBLED_PART = 10
# So many of a page tell of the others.
_LOOKED_AT_CHARS = 300
# Marks of scanners and page numbers are shorter than this, on a page that is a picture.
_MARK_CHARS = 60
_NUMBER_CHARS = 30
_PAGE_NUMBER = re.compile(
    r"[-—–~\s]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6})(?:\s*页)?"
    r"(?:\s*[/,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–~\s]*"
)


def read_pdf(path: Path) -> DocumentText | NotRead:
    """Read the text of a PDF.

    Page numbers and lines that stand on most pages at the same edge cannot be told from the
    text with certainty: they are `unsure`.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as err:
        if getattr(err, "err_code", None) == _PASSWORD_WANTED:
            return NotRead("document.encrypted", "password")
        return NotRead("document.unreadable", "damaged")
    try:
        pages = tuple(_page(pdf[number]) for number in range(min(len(pdf), _PAGES_CAP)))
        blank = not any(page.lines or page.pictures or page.beside for page in pages)
        shown = blank and _shows_ink(path)
    except pypdfium2.PdfiumError:
        return NotRead("document.unreadable", "damaged")
    finally:
        pdf.close()
    if not pages:
        return NotRead("document.unreadable", "damaged")
    lines, unsure = _without_edges([page.lines for page in pages])
    return DocumentText(
        lines=tuple(Line(line) for line in lines),
        boxes=tuple(text for page in pages for text in page.beside),
        pictures=sum(page.pictures for page in pages),
        pages=len(pages),
        unsure=tuple(unsure),
        unread=_unread(pages) or ("outlines" if shown else ""),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[str]
    pictures: int
    # A picture covers most of the page.
    covered: bool
    # Something is drawn that is neither text nor a picture.
    drawn: bool
    # Characters, and how many of them have no meaning that the font would tell.
    chars: int
    unknown: int
    # What was filled into fields or written over the page.
    beside: tuple[str, ...]


def _page(page: PdfPage) -> _Page:
    from pypdfium2.raw import (
        FPDF_PAGEOBJ_FORM,
        FPDF_PAGEOBJ_IMAGE,
        FPDF_PAGEOBJ_TEXT,
    )

    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    count = text_page.count_chars()
    step = max(1, count // _LOOKED_AT_CHARS)
    unknown = step * sum(1 for at in range(0, count, step) if _is_unknown(text_page, at))
    area = page.get_width() * page.get_height()
    pictures, covered, drawn = 0, False, False
    for number, one in enumerate(page.get_objects(max_depth=3)):
        if number >= _OBJECTS_CAP:
            break
        if one.type == FPDF_PAGEOBJ_IMAGE:
            pictures += 1
            left, bottom, right, top = one.get_bounds()
            covered = covered or (right - left) * (top - bottom) > _COVERED_PART * area
        elif one.type not in (FPDF_PAGEOBJ_TEXT, FPDF_PAGEOBJ_FORM):
            drawn = True
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return _Page(lines, pictures, covered, drawn, count, unknown, tuple(_written_over(page)))


def _written_over(page: PdfPage) -> Iterator[str]:
    """The values of form fields and the texts that were written over the page."""
    from pypdfium2.raw import (
        FPDF_ANNOT_FREETEXT,
        FPDF_ANNOT_WIDGET,
        FPDFAnnot_GetSubtype,
        FPDFPage_CloseAnnot,
        FPDFPage_GetAnnot,
        FPDFPage_GetAnnotCount,
    )

    keys = {FPDF_ANNOT_WIDGET: b"V", FPDF_ANNOT_FREETEXT: b"Contents"}
    for number in range(min(FPDFPage_GetAnnotCount(page.raw), _NOTES_CAP)):
        note = FPDFPage_GetAnnot(page.raw, number)
        if not note:
            continue
        key = keys.get(FPDFAnnot_GetSubtype(note))
        text = _value(note, key) if key else ""
        FPDFPage_CloseAnnot(note)
        if text.strip():
            yield text.strip()


def _value(note: Any, key: bytes) -> str:
    from pypdfium2.raw import FPDF_WCHAR, FPDFAnnot_GetStringValue

    size = FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < size <= _VALUE_BYTES:
        return ""
    buffer = create_string_buffer(size)
    FPDFAnnot_GetStringValue(note, key, cast(buffer, POINTER(FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _shows_ink(path: Path) -> bool:
    """Whether something is seen on pages of which nothing was read: stamps, drawings, fields."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        pdf.init_forms()
        for number in range(min(len(pdf), _LOOKED_AT)):
            bitmap = pdf[number].render(scale=_SMALL, grayscale=True, may_draw_forms=True)
            if min(bytes(bitmap.buffer), default=255) < _PAPER:
                return True
    return False


def _is_unknown(text_page: PdfTextPage, at: int) -> bool:
    """Whether the font does not tell which character this is.

    Where its map has a gap pdfium guesses: a Chinese character is then one that it knew.
    """
    from pypdfium2.raw import FPDFText_GetUnicode, FPDFText_HasUnicodeMapError

    char = chr(FPDFText_GetUnicode(text_page.raw, at))
    if char < " ":
        return char not in "\0\t\n\r\f\x02"
    if "\ue000" <= char <= "\uf8ff" or char in "\ufffd\ufffe\uffff":
        return True
    guessed = FPDFText_HasUnicodeMapError(text_page.raw, at) == 1
    return guessed and not ("\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef")


def _unread(pages: Sequence[_Page]) -> str:
    """Why the text of a PDF is not its text; "" where it is."""
    chars = sum(page.chars for page in pages)
    if chars and sum(page.unknown for page in pages) * _GARBLED_PART > chars:
        return "garbled"
    scans = sum(_is_scan(page) for page in pages)
    if scans * 2 >= len(pages) and scans:
        return "scan"
    drawn = any(page.drawn for page in pages)
    return "outlines" if not chars and drawn else ""


def _is_scan(page: _Page) -> bool:
    """Whether a page is a picture, perhaps with a watermark or a number on it."""
    written = sum(len(line) for line in page.lines)
    return bool(page.pictures) and written < (_MARK_CHARS if page.covered else _NUMBER_CHARS)


def _without_edges(pages: list[list[str]]) -> tuple[list[str], list[str]]:
    """The lines of all pages, and apart from them page numbers and running heads."""
    edges = Counter(edge for page in pages for edge in {*page[:1], *page[-1:]})
    inside = {line for page in pages for line in page[1:-1]}
    lines: list[str] = []
    unsure: list[str] = []
    for page in pages:
        for at, line in enumerate(page):
            at_edge = at in (0, len(page) - 1)
            running = len(pages) > 2 and edges[line] * 2 > len(pages) and line not in inside
            if at_edge and (running or _PAGE_NUMBER.fullmatch(line)):
                unsure.append(line)
            else:
                lines.append(line)
    # Nothing but edges: then they are the text.
    return (lines, unsure) if lines else (unsure, [])
