"""The volume of cases as one .docx: title page, preface, contents, a chapter a case, sources."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mailsync.volume.case_parts import CaseStory
from mailsync.volume.volume_contents import add_contents, begin_front_page, mark_heading
from mailsync.volume.volume_styles import VOLUME_STYLES
from mailsync.volume.volume_text import add_blocks, add_notes
from store.reports.content.blocks import Section, Table
from store.reports.formats.docx_page import number_pages, official_document
from store.reports.formats.docx_parts import add_table, end_after_table
from store.text.visible import visible
from store.text.wording import Wording

if TYPE_CHECKING:
    from docx.document import Document


@dataclass(frozen=True, slots=True)
class BookChapter:
    """One case of the book. `story` is None where its file could not be taken over; the chapter
    then says so and names the file."""

    branch: str
    sub_committee: str
    story: CaseStory | None
    file: str
    digest: str
    received: str

    @property
    def heading(self) -> str:
        """The chapter's heading: the branch, and its case's title where that says more."""
        title = self.story.title if self.story else ""
        if not title or title == self.branch:
            return self.branch
        return title if self.branch in title else f"{self.branch}：{title}"


@dataclass(frozen=True, slots=True)
class Book:
    """What the volume is made of; `pages` are the chapters' page numbers, () while unknown."""

    title: str
    subtitle: str
    issuer: str
    day: date
    chapters: tuple[BookChapter, ...]
    pages: tuple[int, ...] = ()


def build_book(book: Book, wording: Wording) -> bytes:
    """Write the volume.

    The table of contents is a field that word processors update, and has its entries already.
    """
    document = official_document(
        chinese=True, title=book.title, author=book.issuer, numbered=False, more=VOLUME_STYLES
    )
    _title_page(document, book, wording)
    _preface(document, wording)
    headings = [chapter.heading for chapter in book.chapters]
    add_contents(document, headings, book.pages, wording)
    _body_section(document)
    for number, chapter in enumerate(book.chapters):
        _chapter(document, number, chapter, wording)
    _sources(document, book.chapters, wording)
    _update_fields_on_opening(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _title_page(document: Document, book: Book, wording: Wording) -> None:
    for _ in range(5):
        document.add_paragraph()
    document.add_paragraph(book.title, style="Cover")
    document.add_paragraph(book.subtitle, style="Subtitle")
    for _ in range(8):
        document.add_paragraph()
    for line in (
        book.issuer,
        wording.say("volume.page_day", year=book.day.year, month=book.day.month),
    ):
        document.add_paragraph(line, style="Subtitle")


def _preface(document: Document, wording: Wording) -> None:
    begin_front_page(document, wording.say("volume.preface"))
    document.add_paragraph(wording.say("volume.preface_text"), style="Body Text")


def _body_section(document: Document) -> None:
    """The chapters are numbered from 1; the pages before them have no number."""
    from docx.enum.section import WD_SECTION
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    section = document.add_section(WD_SECTION.NEW_PAGE)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)
    number_pages(section)


def _chapter(document: Document, number: int, chapter: BookChapter, wording: Wording) -> None:
    heading = document.add_paragraph(style="Heading 1")
    heading.paragraph_format.page_break_before = number > 0
    mark_heading(heading, number, chapter.heading)
    document.add_paragraph(
        wording.say("volume.byline", sub_committee=chapter.sub_committee, branch=chapter.branch),
        style="Subtitle",
    )
    if chapter.story is None:
        said = (
            wording.say("volume.not_taken", file=chapter.file)
            if chapter.file
            else wording.say("volume.not_here")
        )
        document.add_paragraph(said, style="Body Text")
        return
    add_blocks(document, chapter.story.blocks)
    add_notes(document, chapter.story.notes, wording)


def _sources(document: Document, chapters: Sequence[BookChapter], wording: Wording) -> None:
    begin_front_page(document, wording.say("volume.sources"))
    heads = tuple(
        wording.say(f"volume.source_{name}") for name in ("branch", "file", "day", "digest")
    )
    rows = tuple(
        tuple(map(visible, (one.branch, one.file, one.received, one.digest[:12])))
        for one in chapters
    )
    add_table(document, Table("", heads, (Section("", rows),), (46, 58, 24, 30)))
    end_after_table(document)


def _update_fields_on_opening(document: Document) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.insert(0, update)
