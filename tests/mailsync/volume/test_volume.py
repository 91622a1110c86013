"""The volume of twenty cases: read whole, in one look, listed, frozen, opened by LibreOffice."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import msgspec
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from mailsync.examine.documents.docx_numbers import han_number
from mailsync.programs.office import find_office
from mailsync.volume.case_parts import CasePicture, CaseStory, CaseTable, CaseText
from mailsync.volume.case_reader import read_case
from mailsync.volume.office import heading_pages, to_pdf
from mailsync.volume.volume import make_volume
from mailsync.volume.volume_book import Book, BookChapter, build_book
from store.db.database import Store
from store.db.decisions import Marking, latest_batch, undo
from store.errors import UsageError
from store.items.volume import choose
from store.model import Attachment, Branch, FileKind, Problem, SubCommittee
from store.reports.formats.docx_page import STAND_INS, TEXT_MM
from store.text.wording import load
from store.views.items.volume import selection
from store.workspace.workspace import Workspace
from tests.mailsync.volume.cases import NAMES, case, write_cases
from tests.making import NOW, add_roster, auto, make_mail, make_workspace, take_in

WORDING = load("zh_CN")
OFFICE = find_office()
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def story(path: Path) -> CaseStory:
    found = read_case(path)
    assert isinstance(found, CaseStory)
    return found


def all_text(found: CaseStory) -> str:
    lines = []
    for block in found.blocks:
        if isinstance(block, CaseText):
            lines.append(block.marker + block.plain)
        elif isinstance(block, CaseTable):
            lines += [
                part.plain
                for cell in block.cells
                for part in cell.blocks
                if isinstance(part, CaseText)
            ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> list[CaseStory]:
    return [story(path) for path in write_cases(tmp_path_factory.mktemp("cases"))]


@pytest.fixture(scope="module")
def book(stories: list[CaseStory]) -> Book:
    chapters = tuple(
        BookChapter(name, "某学院党委", found, f"{name}.docx", "ab" * 32, "2027-04-09")
        for name, found in zip(NAMES, stories, strict=True)
    )
    return Book("东北大学特色党支部工作案例汇编", "2026年度", "组织部", date(2027, 6, 1), chapters)


# -- reading cases ---------------------------------------------------------------------------------


def test_every_case_has_its_title_its_headings_and_no_problem(stories: list[CaseStory]) -> None:
    for name, found in zip(NAMES, stories, strict=True):
        assert found.title.endswith(f"{name}特色支部创建工作案例")
        assert found.problems == ()
        headings = [b.plain for b in found.blocks if isinstance(b, CaseText) and b.level == 1]
        assert [re.sub(r"^.、", "", one) for one in headings] == [
            "工作内容",
            "建设成果",
            "特色做法",
            "宣传推广情况",
        ]


def test_lists_keep_their_numbers_and_bullets(stories: list[CaseStory]) -> None:
    words = "\n".join(map(all_text, stories))
    assert "·建立联系制度" in words
    assert "1.第一步摸清需求\n2.第二步列出清单\n3.第三步逐项销号" in words
    assert "一、完善制度。\n二、狠抓落实。" in words


def test_what_word_shows_is_taken_and_what_it_hides_is_not(stories: list[CaseStory]) -> None:
    words = "\n".join(map(all_text, stories))
    assert "修订：新增的话链接的话三月" in words
    for hidden in ("删去的话", "隐藏的话", "DATE"):
        assert hidden not in words
    boxed = [found for found in stories if "文本框里的话" in all_text(found)]
    assert boxed
    assert all(all_text(found).count("文本框里的话") == 1 for found in boxed)


def test_pictures_keep_their_captions_and_tables_their_merged_cells(
    stories: list[CaseStory],
) -> None:
    blocks = [block for found in stories for block in found.blocks]
    after = [following for block, following in pairwise(blocks) if isinstance(block, CasePicture)]
    assert after
    assert all(isinstance(one, CaseText) and one.caption for one in after)
    merged = [
        (cell.row, cell.column, cell.rows, cell.columns)
        for block in blocks
        if isinstance(block, CaseTable) and block.columns == 4
        for cell in block.cells
    ]
    assert (0, 0, 1, 4) in merged
    assert (1, 0, 3, 1) in merged
    assert (2, 2, 1, 2) in merged


@pytest.mark.parametrize("cut", [0, 10, 500, 5000])
def test_a_damaged_case_is_a_problem_and_never_an_exception(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(case(0)[:cut])
    found = read_case(path)
    assert isinstance(found, Problem)
    assert found.code == "volume.unreadable"


@given(st.integers(-5, 2000))
def test_a_chinese_number_is_never_empty(count: int) -> None:
    assert han_number(count)
    assert han_number(21) == "二十一"
    assert han_number(10) == "十"


# -- the book --------------------------------------------------------------------------------------


def test_the_contents_are_a_field_with_an_entry_for_every_chapter(book: Book) -> None:
    document = docx.Document(io.BytesIO(build_book(book, WORDING)))
    entries = [p for p in document.paragraphs if style_of(p) == "toc 1"]
    headings = [p for p in document.paragraphs if style_of(p) == "Heading 1"]
    assert [p.text for p in headings] == [chapter.heading for chapter in book.chapters]
    assert [p.text.rstrip("\t") for p in entries] == [p.text for p in headings]
    anchors = [p._p.find(qn("w:hyperlink")).get(qn("w:anchor")) for p in entries]
    marks = [p._p.find(qn("w:bookmarkStart")).get(qn("w:name")) for p in headings]
    assert anchors == marks
    xml = document.element.xml
    assert xml.count('w:fldCharType="begin"') == xml.count('w:fldCharType="end"')
    assert 'TOC \\o "1-1"' in xml
    assert "w:updateFields" in document.settings.element.xml


def test_every_style_in_use_names_a_chinese_font(book: Book) -> None:
    document = docx.Document(io.BytesIO(build_book(book, WORDING)))
    used = {p.style.name for p in every_paragraph(document)} - {"Footer"}
    assert {"Body Text", "Normal", "Caption", "Table Text", "Heading 2"} <= used
    for name in used:
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in STAND_INS, name
        assert not any("Theme" in key for key in fonts.attrib), name


def style_of(paragraph: Any) -> str:
    return str(paragraph.style.name)


def every_paragraph(document: Any) -> Iterator[Any]:
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def test_every_picture_and_every_word_of_the_cases_is_in_the_book(
    book: Book, stories: list[CaseStory]
) -> None:
    document = docx.Document(io.BytesIO(build_book(book, WORDING)))
    shown = len(document.element.findall(f".//{qn('a:blip')}"))
    assert shown == sum(found.pictures for found in stories) > 20
    words = "".join(p.text for p in every_paragraph(document))
    for found in stories:
        for block in found.blocks:
            if isinstance(block, CaseText):
                assert block.plain.strip(" \u3000") in words


def test_no_picture_is_wider_than_the_text(book: Book) -> None:
    document = docx.Document(io.BytesIO(build_book(book, WORDING)))
    widest = TEXT_MM[0] * 36_000
    assert all(shape.width <= widest for shape in document.inline_shapes)


@needs_office
def test_libreoffice_opens_it_and_its_pages_are_those_of_the_contents(book: Book) -> None:
    assert OFFICE is not None
    headings = [chapter.heading for chapter in book.chapters]
    first = to_pdf(OFFICE, build_book(book, WORDING))
    assert first is not None
    pages = heading_pages(first, headings)
    assert len(pages) == 20
    assert list(pages) == sorted(set(pages))
    again = to_pdf(OFFICE, build_book(replace(book, pages=pages), WORDING))
    assert again is not None
    assert heading_pages(again, headings) == pages
    listed = page_texts(again)
    contents = "".join(listed[2:4])
    assert all(re.sub(r"\s", "", heading) in contents for heading in headings)
    assert all(text.strip() for text in listed), "no page is blank"


def page_texts(pdf: bytes) -> list[str]:
    import pypdfium2

    texts = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            texts.append(re.sub(r"\s", "", text.get_text_range()))
            text.close()
            page.close()
    return texts


# -- from the workspace ----------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def hand_in(place: tuple[Workspace, Store], branch_id: str, content: bytes, name: str) -> None:
    workspace, store = place
    digest = workspace.blobs.put([content]).digest
    mail = make_mail(name)
    part = Attachment(name, digest, "application/octet-stream", len(content))
    take_in(
        store, msgspec.structs.replace(mail, attachments=(part,)), auto(branch_id, FileKind.PLAN)
    )


def test_a_volume_freezes_its_inputs_and_a_changed_case_is_shown(
    place: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = place
    add_roster(store, [SubCommittee("U9", "九院党委")], [Branch("B9", "U9", "九支部")])
    hand_in(place, "B3", case(0), "三.docx")
    hand_in(place, "B1", case(1), "一.docx")
    hand_in(place, "B2", b"%PDF-1.4", "二.pdf")
    choose(store, ["B1", "B2", "B3"], "selected", marking=Marking(NOW, "李"))
    view = selection(store, workspace, now=NOW)
    made = make_volume(
        store, workspace, view, WORDING, folder=tmp_path / "out", office=None, at=NOW, who="李"
    )
    assert [one.branch_id for one in made.volume.chapters] == ["B1", "B2", "B3"]
    assert [one.code for one in made.problems] == ["volume.not_docx"]
    assert made.pdf is None
    assert workspace.blobs.path(made.volume.output).read_bytes() == made.docx.read_bytes()
    built = selection(store, workspace, now=NOW).volumes[0]
    assert (built.who, built.changes, built.added) == ("李", (), ())
    hand_in(place, "B3", case(2), "三改.docx")
    choose(store, ["B1"], "reserve", reason="再议", marking=Marking(NOW, "李"))
    choose(store, ["B9"], "selected", marking=Marking(NOW, "李"))
    built = selection(store, workspace, now=NOW).volumes[0]
    assert [(c.branch_id, change) for c, change in built.changes] == [
        ("B1", "left"),
        ("B3", "changed"),
    ]
    assert built.added == ("B9",)


def test_undo_takes_a_volume_back_and_nothing_selected_makes_none(
    place: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = place
    with pytest.raises(UsageError, match="nothing_selected"):
        make_volume(
            store,
            workspace,
            selection(store, workspace, now=NOW),
            WORDING,
            folder=tmp_path,
            office=None,
            at=NOW,
            who="李",
        )
    hand_in(place, "B1", case(1), "一.docx")
    choose(store, ["B1"], "selected", marking=Marking(NOW, "李"))
    view = selection(store, workspace, now=NOW)
    make_volume(store, workspace, view, WORDING, folder=tmp_path, office=None, at=NOW, who="李")
    undo(store, latest_batch(store, who="李") or "", at=NOW, who="李")
    assert selection(store, workspace, now=NOW).volumes == ()
