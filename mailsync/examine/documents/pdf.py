""".pdf: the text of its pages; a scan has none and says so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from mailsync.examine.documents.text import DocumentText, Line, NotRead

_PAGES_CAP = 400
_PASSWORD_WANTED = 4
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
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as err:
        if getattr(err, "err_code", None) == _PASSWORD_WANTED:
            return NotRead("document.encrypted", "password")
        return NotRead("document.unreadable", "damaged")
    pages: list[list[str]] = []
    pictures = 0
    try:
        count = min(len(pdf), _PAGES_CAP)
        for number in range(count):
            page = pdf[number]
            text = page.get_textpage().get_text_range()
            pages.append([line.strip() for line in text.splitlines() if line.strip()])
            pictures += sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3))
    except pypdfium2.PdfiumError:
        return NotRead("document.unreadable", "damaged")
    finally:
        pdf.close()
    if not pages:
        return NotRead("document.unreadable", "damaged")
    lines, unsure = _without_edges(pages)
    return DocumentText(
        lines=tuple(Line(line) for line in lines),
        pictures=pictures,
        pages=len(pages),
        unsure=tuple(unsure),
    )


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
    return lines, unsure
