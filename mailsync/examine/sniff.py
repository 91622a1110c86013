"""What a file is by its content, never by its name."""

from __future__ import annotations

import codecs
import mmap
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

# A central directory above this size belongs to no office document; it is not parsed here.
_DIRECTORY_CAP_BYTES = 2 << 20
_HEAD_BYTES = 1 << 16

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "rtf"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF8", "gif"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (0, b"FLV\x01", "flv"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (0, b"\x00\x00\x01\xba", "mpeg"),
    (0, b".RMF", "rm"),
    (0, b"ID3", "mp3"),
    (8, b"AVI ", "avi"),
    (8, b"WAVE", "wav"),
    (8, b"WEBP", "webp"),
)
_BOX_TYPES = frozenset((b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"))
# ISO base media brands that are not MP4 although the boxes are the same.
_OTHER_BRANDS = {b"qt": "mov", b"3g": "3gp"}
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"mif1", b"msf1", b"avif"))
_AUDIO_BRANDS = frozenset((b"M4A ", b"M4B "))

VIDEO_CONTENTS = frozenset(
    ("mp4", "mov", "3gp", "flv", "matroska", "avi", "asf", "mpeg", "mpegts", "rm")
)
ARCHIVE_CONTENTS = frozenset(("zip", "rar", "7z", "gzip"))
PICTURE_CONTENTS = frozenset(("png", "jpeg", "gif", "tiff", "webp", "bmp", "heif"))


def content_of(path: Path) -> str:
    """Name the content of a file: "docx", "mp4", "rar", ...; "empty" and "unknown" are two of them.

    Office files in an encrypted envelope are "encrypted_office", other compound files "ole".

    Raises:
        OSError: the file could not be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if not head:
            return "empty"
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _zip_content(file, head)
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            return _compound_content(file)
    return _by_magic(head)


def _by_magic(head: bytes) -> str:
    for offset, magic, content in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return content
    if head[4:8] in _BOX_TYPES:
        return _box_content(head)
    if head[:1] == b"\x47" and head[188:189] == b"\x47" and head[376:377] in (b"\x47", b""):
        return "mpegts"
    if head[:2] == b"BM" and len(head) >= 6 and struct.unpack_from("<I", head, 2)[0] > 26:
        return "bmp"
    return _text_content(head)


def _box_content(head: bytes) -> str:
    if head[4:8] != b"ftyp":
        # QuickTime files older than the ftyp box begin with another one.
        return "mov"
    brand = head[8:12]
    if brand in _AUDIO_BRANDS:
        return "m4a"
    if brand in _HEIF_BRANDS:
        return "heif"
    return _OTHER_BRANDS.get(brand[:2], "mp4")


def _zip_content(file: BinaryIO, head: bytes) -> str:
    names = _zip_names(file)
    if not names:
        # A cut-off office file still shows what it was by its first member.
        length = struct.unpack_from("<H", head, 26)[0] if len(head) >= 30 else 0
        names = (head[30 : 30 + length].decode("utf-8", "replace"),)
        if names[0] in ("[Content_Types].xml", "_rels/.rels", "docProps/app.xml"):
            return "office_cut"
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    if "mimetype" in names and "content.xml" in names:
        return "odf"
    return "zip"


def _zip_names(file: BinaryIO) -> tuple[str, ...]:
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return ()
    if struct.unpack_from("<I", tail, at + 12)[0] > _DIRECTORY_CAP_BYTES:
        return ("",)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return tuple(archive.namelist()) or ("",)
    except (zipfile.BadZipFile, UnicodeDecodeError, struct.error, NotImplementedError, OSError):
        return ()


def _compound_content(file: BinaryIO) -> str:
    # Directory entries of a compound file are UTF-16 names at any offset: looked for, not parsed.
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        for stream, content in (
            ("EncryptedPackage", "encrypted_office"),
            ("WordDocument", "doc"),
            ("PowerPoint Document", "ppt"),
            ("Workbook", "xls"),
        ):
            if view.find(stream.encode("utf-16-le") + b"\0\0") >= 0:
                return content
    return "ole"


def _text_content(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "text"
    if b"\0" in head:
        return "unknown"
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            decoder.decode(head)
        except UnicodeDecodeError:
            continue
        if start.startswith((b"<!doctype html", b"<html")):
            return "html"
        return "text" if _looks_written(head) else "unknown"
    return "unknown"


def _looks_written(head: bytes) -> bool:
    control = sum(head.count(bytes((code,))) for code in range(32) if code not in (9, 10, 12, 13))
    return control * 50 <= len(head)
