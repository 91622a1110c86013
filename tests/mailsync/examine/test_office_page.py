"""The first page of an office document: by a LibreOffice that is shut in, else what it carries."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from mailsync.examine.office_page import office_page
from mailsync.examine.process.child import Child
from mailsync.programs.office import find_office, find_office_core, missing_parts
from mailsync.programs.reach import what_holds

OFFICE = find_office_core()
HELD = what_holds()
drawing = pytest.mark.skipif(
    OFFICE is None or not (HELD.no_network and HELD.few_files),
    reason="no LibreOffice, or a kernel that does not shut it in",
)
# Slides are drawn by a part of it that a machine may be without.
slides = pytest.mark.skipif(
    OFFICE is None or "impress" in missing_parts(OFFICE), reason="no LibreOffice Impress"
)
DRAWN_SLIDES = """<?xml version="1.0"?>
<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:s="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<o:body><o:presentation>{pages}</o:presentation></o:body></o:document-content>"""
SLIDE = """<d:page d:name="p{n}"><d:frame s:x="2cm" s:y="2cm" s:width="20cm" s:height="3cm">
<d:text-box><t:p>{n} Branch work</t:p></d:text-box></d:frame></d:page>"""


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


def presentation(path: Path) -> Path:
    """Two slides in OpenDocument."""
    kind = "application/vnd.oasis.opendocument.presentation"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", kind)
        pages = "".join(SLIDE.format(n=n) for n in (1, 2))
        made.writestr("content.xml", DRAWN_SLIDES.format(pages=pages))
        made.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
        )
    return path


def saved_as(path: Path) -> Path:
    """The same slides as the office program saves them for PowerPoint."""
    folder = path.with_name("saved")
    source = presentation(path.with_name(f"{path.stem}.odp"))
    profile = f"-env:UserInstallation={folder.as_uri()}"
    subprocess.run(
        [str(find_office()), profile, "--headless", "--convert-to", path.suffix[1:], str(source)],
        cwd=path.parent, check=False, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    source.unlink()
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
    [
        (document, "a.docx", "docx"),
        (table, "a.xlsx", "xlsx"),
        (rich_text, "a.rtf", "rtf"),
        pytest.param(presentation, "a.odp", "odf", marks=slides),
        pytest.param(saved_as, "a.pptx", "pptx", marks=slides),
        pytest.param(saved_as, "a.ppt", "ppt", marks=slides),
    ],
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
    # Slides are wider than high, pages higher than wide.
    assert (page.width > page.height) == (content in ("odf", "ppt", "pptx"))
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [name]


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


def test_the_parts_that_an_office_program_is_without_are_known(tmp_path: Path) -> None:
    core = tmp_path / "soffice.bin"
    assert missing_parts(core) == ("writer", "calc", "impress")
    for library in ("libswlo.so", "libsclo.so"):
        (tmp_path / library).touch()
    assert missing_parts(core) == ("impress",)
