"""The table of contents: a field to be updated, with entries that stand there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mailsync.text.docx_styles import add_field, field_end, field_start
from store.text.wording import Wording

if TYPE_CHECKING:
    from docx.document import Document


def add_contents(
    document: Document, headings: Sequence[str], pages: Sequence[int], wording: Wording
) -> None:
    """Add the page of contents; entries link to the chapters' bookmarks.

    Args:
        pages: the chapters' page numbers, () while nobody has laid out the pages.
    """
    title = document.add_paragraph(wording.say("volume.contents"), style="Front Heading")
    title.paragraph_format.page_break_before = True
    for number, heading in enumerate(headings):
        entry = document.add_paragraph(style="toc 1")
        if number == 0:
            field_start(entry, 'TOC \\o "1-1" \\h \\z \\u')
        link = _link(entry, bookmark(number))
        _linked(link, entry.add_run(" ".join(heading.split())))
        _linked(link, entry.add_run("\t"))
        begun = len(entry.runs)
        add_field(entry, f"PAGEREF {bookmark(number)} \\h", str(pages[number]) if pages else "")
        for run in entry.runs[begun:]:
            link.append(run._r)
    if headings:
        field_end(document.add_paragraph())


def bookmark(number: int) -> str:
    """The name of a chapter's bookmark, of the kind that word processors make themselves."""
    return f"_Toc{90_000_000 + number}"


def mark_heading(paragraph: Any, number: int, text: str) -> None:
    """Write a chapter's heading inside its bookmark."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number + 1))
    start.set(qn("w:name"), bookmark(number))
    paragraph._p.append(start)
    paragraph.add_run(" ".join(text.split()))
    paragraph._p.append(end)


def _link(paragraph: Any, anchor: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.set(qn("w:history"), "1")
    paragraph._p.append(link)
    return link


def _linked(link: Any, run: Any) -> None:
    link.append(run._r)
