"""Content is known by its bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from mailsync.filetype.magic import _looked_into, content_of
from tests.mailsync.examine.document_rows import ENCRYPTED_OFFICE
from tests.mailsync.examine.documents import made as documents
from tests.mailsync.examine.rows import FILES
from tests.mailsync.examine.video import made as videos


def zipped(path: Path, *names: str) -> bytes:
    with zipfile.ZipFile(path, "w") as target:
        for name in names:
            target.writestr(name, "x")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"%PDF-1.4", "pdf"),
        (rb"{\rtf1", "rtf"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"FLV\x01\x05", "flv"),
        (b"\x1a\x45\xdf\xa3", "matroska"),
        (b"RIFF\0\0\0\0AVI LIST", "avi"),
        (documents.png(), "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (ENCRYPTED_OFFICE, "encrypted_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ole"),
        (videos.box(b"ftyp", b"isom\0\0\2\0mp41"), "mp4"),
        (videos.box(b"ftyp", b"mp42\0\0\0\0"), "mp4"),
        (videos.box(b"ftyp", b"M4V \0\0\0\0"), "mp4"),
        (videos.box(b"ftyp", b"qt  \0\0\0\0"), "mov"),
        (videos.box(b"ftyp", b"3gp4\0\0\0\0"), "3gp"),
        (videos.box(b"ftyp", b"heic\0\0\0\0"), "heif"),
        (videos.box(b"ftyp", b"M4A \0\0\0\0"), "m4a"),
        (videos.box(b"moov", bytes(40)), "mov"),
        ("文字\n".encode(), "text"),
        ("文字\n".encode("gb18030"), "text"),
        ("文字".encode("utf-16"), "text"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"#EXTM3U\nfile:///etc/passwd", "text"),
        (bytes(range(256)) * 4, "unknown"),
        (b"\0" * 100, "unknown"),
        (b"MZ\x90\0\3\0", "exe"),
        (b"MZ is a country code of two letters", "text"),
        (b"BM" + bytes(40), "unknown"),
        (b"\0\0\1\xb3", "mpeg"),
        (bytes(257) + b"ustar\0", "tar"),
        (b"XXXX\0\0\0\0AVI LIST", "unknown"),
    ],
)
def test_content_is_named(content: bytes, expected: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    assert content_of(tmp_path / "a") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("[Content_Types].xml", "word/document.xml"), "docx"),
        (("[Content_Types].xml", "word/document2.xml"), "docx"),
        (("ppt/presentation.xml",), "pptx"),
        (("xl/workbook.xml",), "xlsx"),
        (("mimetype", "content.xml"), "odf"),
        (("方案/word/document.xml",), "zip"),
        ((), "zip"),
    ],
)
def test_an_office_file_is_more_than_a_zip(
    names: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    zipped(tmp_path / "a", *names)
    assert content_of(tmp_path / "a") == expected


def test_a_zip_that_stores_a_document_is_not_that_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a", "w", zipfile.ZIP_STORED) as target:
        target.write(FILES / "rich.docx", "方案.docx")
    assert content_of(tmp_path / "a") == "zip"


def test_a_cut_off_document_is_still_known_by_its_first_member(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes((FILES / "rich.docx").read_bytes()[:3000])
    assert content_of(tmp_path / "a") == "office_cut"


@pytest.mark.parametrize("cut", range(0, 200, 7))
def test_any_beginning_of_a_file_has_a_name(cut: int, tmp_path: Path) -> None:
    for whole in (FILES / "rich.docx", FILES / "rich.doc"):
        (tmp_path / "a").write_bytes(whole.read_bytes()[:cut])
        assert content_of(tmp_path / "a")


def test_a_file_is_looked_into_once_until_it_is_another(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"%PDF-1.7 a")
    before = _looked_into.cache_info().misses
    assert [content_of(file), content_of(file)] == ["pdf", "pdf"]
    assert _looked_into.cache_info().misses == before + 1
    other = tmp_path / "b"
    other.write_bytes(b"{\\rtf1 abc")
    other.replace(file)
    assert content_of(file) == "rtf"
