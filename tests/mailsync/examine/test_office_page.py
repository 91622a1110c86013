"""The first page of an office document: by a LibreOffice that is shut in, else what it carries."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from mailsync.examine.office_page import office_page
from mailsync.examine.process.child import Child
from mailsync.programs.office import find_office_core
from mailsync.programs.reach import what_holds

OFFICE = find_office_core()
HELD = what_holds()
drawing = pytest.mark.skipif(
    OFFICE is None or not (HELD.no_network and HELD.few_files),
    reason="no LibreOffice, or a kernel that does not shut it in",
)
RELATIONS = "_rels/.rels"


def never() -> bool:
    return False


def picture(png: bytes | None) -> Image.Image:
    assert png is not None
    return Image.open(io.BytesIO(png))


def document(path: Path) -> Path:
    made = docx.Document()
    for _ in range(30):
        made.add_paragraph("开展主题党日活动。" * 20)
    made.save(str(path))
    return path


def table(path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["序号", "材料"])
    made.save(path)
    return path


def rich_text(path: Path) -> Path:
    path.write_bytes(rb"{\rtf1\ansi plan \par of a branch}")
    return path


def carrying(path: Path, color: str) -> Path:
    """A document that stores a picture of its first page, as PowerPoint and Word do."""
    drawn = io.BytesIO()
    Image.new("RGB", (256, 192), color).save(drawn, "JPEG")
    before = document(path.with_name("before.docx"))
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, drawn.getvalue() if "thumbnail" in name else content)
    return path


def open_document(path: Path) -> Path:
    drawn = io.BytesIO()
    Image.new("RGB", (181, 256), "blue").save(drawn, "PNG")
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", "<x/>")
        made.writestr("Thumbnails/thumbnail.png", drawn.getvalue())
    return path


@drawing
@pytest.mark.parametrize(
    ("make", "name", "content"),
    [(document, "a.docx", "docx"), (table, "a.xlsx", "xlsx"), (rich_text, "a.rtf", "rtf")],
)
def test_a_shut_in_office_program_draws_it(
    tmp_path: Path, make: Callable[[Path], Path], name: str, content: str
) -> None:
    path = make(tmp_path / name)
    with Child() as child:
        page = picture(office_page(path, content, office=OFFICE, child=child, stop=never))
    assert max(page.size) == 1000
    ink = page.convert("L").point(lambda value: value < 128 and 255)
    assert ink.getbbox() is not None
    assert [one.name for one in tmp_path.iterdir()] == [name]


@drawing
def test_what_nobody_waits_for_is_not_drawn(tmp_path: Path) -> None:
    path = carrying(tmp_path / "a.docx", "red")
    with Child() as child:
        page = office_page(path, "docx", office=OFFICE, child=child, stop=lambda: True)
    assert page is None


@pytest.mark.parametrize("office", [None, Path("/no/such/program/soffice.bin")])
def test_without_one_the_picture_that_it_carries_is_shown(
    tmp_path: Path, office: Path | None
) -> None:
    with Child() as child:
        word = carrying(tmp_path / "a.docx", "red")
        page = picture(office_page(word, "docx", office=office, child=child, stop=never))
        assert page.size == (256, 192)
        written = open_document(tmp_path / "a.odt")
        page = picture(office_page(written, "odf", office=office, child=child, stop=never))
        assert page.getpixel((90, 100)) == (0, 0, 255)
        # That of a library's template shows an empty page.
        plain = document(tmp_path / "b.docx")
        assert office_page(plain, "docx", office=office, child=child, stop=never) is None
        for name, bytes_of in (("c.docx", b"PK\3\4cut"), ("c.rtf", b"{\\rtf1}")):
            (tmp_path / name).write_bytes(bytes_of)
            content = name.rpartition(".")[2]
            damaged = tmp_path / name
            assert office_page(damaged, content, office=office, child=child, stop=never) is None
