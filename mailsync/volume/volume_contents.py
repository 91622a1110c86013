"""The table of contents: a field to be updated, with entries that stand there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from store.reports.formats.docx_page import TEXT_MM
from store.text.wording import Wording

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MARK = '<w:r {w}><w:fldChar w:fldCharType="{kind}"/></w:r>'
_FIELD = '<w:r {w}><w:instrText>TOC \\o "1-1" \\h \\z \\u</w:instrText></w:r>'
_ENTRY = (
    '<w:hyperlink {w} w:anchor="{anchor}" w:history="1"><w:r><w:t>{text}</w:t></w:r>'
    '<w:r><w:tab/></w:r><w:fldSimple w:instr=" PAGEREF {anchor} \\h "><w:r><w:t>{page}</w:t></w:r>'
    "</w:fldSimple></w:hyperlink>"
)


def add_contents(
    document: Any, headings: Sequence[str], pages: Sequence[int], wording: Wording
) -> None:
    """Add the page of contents; entries link to the chapters' bookmarks.

    Args:
        pages: the chapters' page numbers, () while nobody has laid out the pages.
    """
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm

    begin_front_page(document, wording.say("volume.contents"))
    document.styles["toc 1"].paragraph_format.tab_stops.add_tab_stop(
        Mm(TEXT_MM[0]), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )
    for number, heading in enumerate(headings):
        entry = document.add_paragraph(style="toc 1")
        if number == 0:
            _append(entry, _MARK, kind="begin")
            _append(entry, _FIELD)
            _append(entry, _MARK, kind="separate")
        page = str(pages[number]) if pages else ""
        text = escape(" ".join(heading.split()))
        _append(entry, _ENTRY, anchor=bookmark(number), text=text, page=page)
    if headings:
        _append(document.add_paragraph(), _MARK, kind="end")


def begin_front_page(document: Any, title: str) -> None:
    """Begin a page that is no chapter: its title stands on it, and not in the contents."""
    document.add_paragraph(title, style="Title").paragraph_format.page_break_before = True
    document.add_paragraph()


def bookmark(number: int) -> str:
    """The name of a chapter's bookmark, of the kind that word processors make themselves."""
    return f"_Toc{90_000_000 + number}"


def mark_heading(paragraph: Any, number: int, text: str) -> None:
    """Write a chapter's heading inside its bookmark."""
    start = '<w:bookmarkStart {w} w:id="{id}" w:name="{name}"/>'
    _append(paragraph, start, id=str(number + 1), name=bookmark(number))
    paragraph.add_run(" ".join(text.split()))
    _append(paragraph, '<w:bookmarkEnd {w} w:id="{id}"/>', id=str(number + 1))


def _append(paragraph: Any, xml: str, **values: str) -> None:
    from docx.oxml import parse_xml

    paragraph._p.append(parse_xml(xml.format(w=_W, **values)))
