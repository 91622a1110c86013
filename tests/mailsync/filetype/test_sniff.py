"""Media types by content: names do not decide what a file is."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from mailsync.filetype import sniff
from tests.mailsync.archives.made import Entry, make_zip

HEADS: dict[str, tuple[bytes, str, str]] = {
    "pdf": (b"%PDF-1.7\n", "a.docx", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(8), "a.txt", "image/png"),
    "jpeg": (b"\xff\xd8\xff\xe0", "a.png", "image/jpeg"),
    "rar": (b"Rar!\x1a\x07\x01\x00", "a.zip", sniff.RAR),
    "7z": (b"7z\xbc\xaf\x27\x1c", "a.zip", sniff.SEVEN_ZIP),
    "mp4": (b"\0\0\0\x18ftypisom", "a.avi", "video/mp4"),
    "mov": (b"\0\0\0\x14ftypqt  ", "a.mp4", "video/quicktime"),
    "mov without a brand": (b"\0\0\0\x08wide\0\0", "a.mp4", "video/quicktime"),
    "flv": (b"FLV\x01\x05", "a.mp4", "video/x-flv"),
    "avi": (b"RIFF\0\0\0\0AVI LIST", "a.mp4", "video/x-msvideo"),
    "tnef": (b"\x78\x9f\x3e\x22\1\0", "winmail.dat", "application/vnd.ms-tnef"),
    "text in UTF-8": ("第一党支部".encode(), "a.docx", "text/plain"),
    "text in GBK": ("第一党支部".encode("gbk"), "a.txt", "text/plain"),
    "text in GBK cut in a character": ("第一党支部".encode("gbk")[:-1], "a.txt", "text/plain"),
    "text in UTF-16": ("第一".encode("utf-16"), "a.txt", "text/plain"),
    "text that begins with BM": (b"BMW is a car", "a.txt", "text/plain"),
    "html": (b"\n<!DOCTYPE html><p>", "a.doc", "text/html"),
    "saved mail": (b"From: a@x.example\r\n", "a.eml", "message/rfc822"),
    "csv": (b"a,b\n", "a.csv", "text/csv"),
    "nothing": (b"", "a.docx", sniff.EMPTY),
    "anything": (b"\x00\x01\x02\x03", "a.docx", sniff.UNKNOWN),
    "program": (b"MZ\x90\0\3\0", "a.docx", "application/x-msdownload"),
}


@pytest.mark.parametrize("kind", HEADS)
def test_the_first_bytes_decide(kind: str) -> None:
    head, name, found = HEADS[kind]
    assert sniff.media_type(head, name) == found


def _zip(*names: str) -> bytes:
    return make_zip(Entry(name.encode()) for name in names)


def _ole(*streams: str) -> bytes:
    entries = b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in streams)
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<L", header, 48, 0)
    return bytes(header) + entries


TYPES = "[Content_Types].xml"
FILES: dict[str, tuple[bytes, str, str]] = {
    "docx": (_zip(TYPES, "word/document.xml"), "a.zip", sniff.DOCX),
    "docx with its parts in another order": (_zip("word/a.xml", TYPES), "a.docx", sniff.DOCX),
    "xlsx": (_zip(TYPES, "xl/workbook.xml"), "a.docx", sniff.XLSX),
    "pptx": (_zip(TYPES, "ppt/presentation.xml"), "a", sniff.PPTX),
    "zip": (_zip("a.docx"), "a.docx", sniff.ZIP),
    "docx cut off": (_zip(TYPES, "word/document.xml")[:60], "a.docx", sniff.DOCX),
    "zip cut off": (_zip("a.txt")[:30], "a.zip", sniff.ZIP),
    "zip behind other bytes": (b"\0junk" + _zip("a.txt"), "a.zip", sniff.ZIP),
    "doc": (_ole("Root Entry", "WordDocument"), "a.docx", "application/msword"),
    "xls": (_ole("Root Entry", "Workbook"), "a.doc", "application/vnd.ms-excel"),
    "ppt": (_ole("PowerPoint Document"), "a.ppt", "application/vnd.ms-powerpoint"),
    "docx with a password": (
        _ole("EncryptionInfo", "EncryptedPackage"),
        "a.docx",
        sniff.ENCRYPTED_OFFICE,
    ),
    "wps of an unknown make": (_ole("Root Entry"), "a.wps", "application/msword"),
    "ole of nothing": (_ole("Root Entry"), "a.bin", sniff.OLE),
}


@pytest.mark.parametrize("kind", FILES)
def test_containers_are_looked_into(kind: str, tmp_path: Path) -> None:
    content, name, found = FILES[kind]
    path = tmp_path / "content"
    path.write_bytes(content)
    assert sniff.media_type_of(path, name) == found


def test_an_open_document_says_itself_what_it_is(tmp_path: Path) -> None:
    kind = b"application/vnd.oasis.opendocument.text"
    entries = [Entry(b"mimetype", kind, method=0), Entry(b"META-INF/manifest.xml")]
    path = tmp_path / "content"
    path.write_bytes(make_zip(entries))
    assert sniff.media_type_of(path, "a.zip") == kind.decode()
