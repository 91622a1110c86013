"""What a file is by its content, in one word, never by its name: the one table of formats."""

from __future__ import annotations

import codecs
import mmap
import struct
from pathlib import Path

from mailsync.filetype.zip_names import first_member, zip_names

HEAD_BYTES = 1 << 16
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "rtf"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PK\x07\x08PK\x03\x04", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (257, b"ustar", "tar"),
    (0, b"\x78\x9f\x3e\x22", "tnef"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "bmp"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (8, b"WEBP", "webp"),
    (0, b"FLV\x01", "flv"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (0, b"\0\0\x01\xba", "mpeg"),
    (0, b"\0\0\x01\xb3", "mpeg"),
    (0, b".RMF", "rm"),
    (8, b"AVI ", "avi"),
    (8, b"WAVE", "wav"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"#!AMR", "amr"),
    (0, b"OggS", "ogg"),
    (0, b"MZ", "exe"),
    (0, b"\x7fELF", "elf"),
)
_BOX_TYPES = frozenset((b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"))
# ISO base media brands that are not MP4 although the boxes are the same.
_OTHER_BRANDS = {b"qt": "mov", b"3g": "3gp"}
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"mif1", b"msf1", b"avif"))
_AUDIO_BRANDS = frozenset((b"M4A ", b"M4B "))
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted_office"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
# What an office program puts first into its files.
_OFFICE_FIRST = frozenset(("[Content_Types].xml", "_rels/.rels", "docProps/app.xml"))

VIDEO_CONTENTS = frozenset(
    ("mp4", "mov", "3gp", "flv", "matroska", "avi", "asf", "mpeg", "mpegts", "rm")
)
ARCHIVE_CONTENTS = frozenset(("zip", "rar", "7z", "gzip"))
PICTURE_CONTENTS = frozenset(("png", "jpeg", "gif", "tiff", "webp", "bmp", "heif"))


def content_of(path: Path) -> str:
    """Name the content of a file: "docx", "mp4", "rar", ...; "empty" and "unknown" are two of them.

    Office files in an encrypted envelope are "encrypted_office", other compound files "ole",
    office files without their end "office_cut".

    Raises:
        OSError: the file could not be read.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    content = content_of_head(head)
    if content == "zip":
        return _zip_content(path, head)
    if content == "ole":
        return _ole_content(path, head)
    # A zip that unpacks itself, or that something stands before.
    if content in ("unknown", "exe") and next(zip_names(path), None) is not None:
        return _zip_content(path, head)
    return content


def content_of_head(head: bytes) -> str:
    """Name a content by its first bytes; "zip" and "ole" may turn out to be more."""
    if not head:
        return "empty"
    for offset, magic, content in _MAGIC:
        if head.startswith(magic, offset) and _is_meant(head, magic, content):
            return content
    if head[4:8] in _BOX_TYPES:
        return _box_content(head)
    if head[:1] == b"\x47" and head[188:189] == b"\x47" and head[376:377] in (b"\x47", b""):
        return "mpegts"
    return _text_content(head)


def _is_meant(head: bytes, magic: bytes, content: str) -> bool:
    # Two or three letters may also begin a sentence.
    if len(magic) <= 3 and magic.isalnum() and _text_content(head) != "unknown":
        return False
    if content == "bmp":
        return len(head) >= 6 and int(struct.unpack_from("<I", head, 2)[0]) > 26
    return content not in ("webp", "avi", "wav") or head.startswith(b"RIFF")


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


def _zip_content(path: Path, head: bytes) -> str:
    names = frozenset(zip_names(path))
    if not names:
        # A cut-off office file still shows what it was by its first member.
        return "office_cut" if first_member(head) in _OFFICE_FIRST else "zip"
    folders = {name.partition("/")[0] for name in names if "/" in name}
    for part, folder, content in (
        ("word/document.xml", "word", "docx"),
        ("ppt/presentation.xml", "ppt", "pptx"),
        ("xl/workbook.xml", "xl", "xlsx"),
    ):
        if part in names or ("[Content_Types].xml" in names and folder in folders):
            return content
    if "mimetype" in names and ("content.xml" in names or "META-INF/manifest.xml" in names):
        return "odf"
    return "iwork" if "Index/Document.iwa" in names or "Index.zip" in names else "zip"


def _ole_content(path: Path, head: bytes) -> str:
    # Directory entries are UTF-16 names: where the directory is not where the header says, they
    # are looked for at any offset.
    if found := _ole_stream(_ole_directory(path, head)):
        return found
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return _ole_stream(view) or "ole"


def _ole_stream(content: bytes | mmap.mmap) -> str:
    for stream, word in _OLE_STREAMS:
        if content.find((stream + "\0").encode("utf-16-le")) >= 0:
            return word
    return ""


def _ole_directory(path: Path, head: bytes) -> bytes:
    if len(head) < 512:
        return b""
    (shift,) = struct.unpack_from("<H", head, 30)
    (sector,) = struct.unpack_from("<L", head, 48)
    if shift not in (9, 12) or sector >= 1 << 24:
        return b""
    with path.open("rb") as file:
        file.seek((sector + 1) << shift)
        return file.read(4096)


def _text_content(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "text"
    if b"\0" in head:
        return "unknown"
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for encoding in ("utf-8", "gb18030"):
        # The head may end inside of a character: nothing is final.
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
