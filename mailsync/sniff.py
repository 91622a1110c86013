"""What a file is by its content; its name only breaks ties."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
ARCHIVES = frozenset({ZIP, RAR, SEVEN_ZIP})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
# Office's own container around a file with a password.
ENCRYPTED_OFFICE = "application/x-encrypted-office"
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"
HEAD_BYTES = 4096

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"Rar!\x1a\x07\x00", RAR),
    (0, b"Rar!\x1a\x07\x01\x00", RAR),
    (0, b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"PK\x07\x08PK\x03\x04", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (0, b"\0\0\x01\xba", "video/mpeg"),
    (0, b"\0\0\x01\xb3", "video/mpeg"),
    (0, b".RMF", "application/vnd.rn-realmedia"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (257, b"ustar", "application/x-tar"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
)
_RIFF = {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}
_BRANDS = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"heic": "image/heic"}
_BRANDS |= {b"mif1": "image/heic", b"heix": "image/heic"}
_SUFFIXES = {
    "docx": DOCX,
    "xlsx": XLSX,
    "pptx": PPTX,
    "doc": "application/msword",
    "wps": "application/msword",
    "dot": "application/msword",
    "xls": "application/vnd.ms-excel",
    "et": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "dps": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "csv": "text/csv",
    "html": "text/html",
    "htm": "text/html",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "xml": "text/xml",
    "md": "text/markdown",
}
_OLE_STREAMS = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
)
_END_OF_ZIP = struct.Struct("<4s4H2LH")
_CENTRAL_ENTRY = struct.Struct("<4s6H3L5H2L")
_MOST_ZIP_NAMES = 400


def media_type(head: bytes, name: str) -> str:
    """The media type of a content by its first bytes.

    A zip or OLE container is only named as such: `media_type_of` looks into it.

    Args:
        head: the first `HEAD_BYTES` or more.
        name: the file's name, which decides between texts.
    """
    if not head:
        return EMPTY
    for place, magic, found in _MAGIC:
        if head.startswith(magic, place):
            # Two letters may also begin a sentence.
            if len(magic) <= 3 and magic.isalnum() and _is_text(head):
                break
            return found
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/3gpp" if head[8:11] == b"3gp" else "video/mp4")
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip") and head[0] == 0:
        return "video/quicktime"
    return _text_type(head, name) if _is_text(head) else UNKNOWN


def media_type_of(path: Path, name: str) -> str:
    """The media type of a stored file, with a look into zip and OLE containers."""
    with path.open("rb") as content:
        head = content.read(HEAD_BYTES)
    found = media_type(head, name)
    if found == ZIP or (found in (UNKNOWN, "application/x-msdownload") and _ends_as_zip(path)):
        return _zip_type(path, name)
    if found == OLE:
        return _ole_type(path, name)
    return found


def needs_look(found: str, name: str) -> bool:
    """Whether only `media_type_of` can tell more about what `media_type` found."""
    return found in (ZIP, OLE) or (
        found in (UNKNOWN, "application/x-msdownload") and _suffix(name) in ("zip", "exe", "docx")
    )


def suffix_for(found: str) -> str:
    """A file suffix for a media type, with its dot; for parts that came without a name."""
    known = {
        "application/pdf": ".pdf",
        "image/png": ".png",
        "image/jpeg": ".jpg",
        "image/gif": ".gif",
        "image/bmp": ".bmp",
        "video/mp4": ".mp4",
        "video/quicktime": ".mov",
        "text/plain": ".txt",
        "application/rtf": ".rtf",
        ZIP: ".zip",
        RAR: ".rar",
        SEVEN_ZIP: ".7z",
    }
    by_type = {found: f".{suffix}" for suffix, found in reversed(_SUFFIXES.items())}
    return known.get(found) or by_type.get(found) or ".bin"


def zip_names(path: Path) -> Iterator[str]:
    """Names in a zip's central directory, the first few hundred; for recognising it only."""
    size = path.stat().st_size
    with path.open("rb") as content:
        tail_start = max(0, size - 66_000)
        content.seek(tail_start)
        tail = content.read(66_000)
        end = tail.rfind(b"PK\x05\x06")
        if end < 0 or end + _END_OF_ZIP.size > len(tail):
            return
        fields = _END_OF_ZIP.unpack_from(tail, end)
        length = fields[5]
        # Counted from the end: something may stand before the archive.
        content.seek(max(0, tail_start + end - length))
        directory = content.read(min(length, 1 << 18))
    place = 0
    for _ in range(_MOST_ZIP_NAMES):
        if not directory.startswith(b"PK\x01\x02", place):
            return
        if place + _CENTRAL_ENTRY.size > len(directory):
            return
        entry = _CENTRAL_ENTRY.unpack_from(directory, place)
        name_length, extra_length, comment_length = entry[10], entry[11], entry[12]
        start = place + _CENTRAL_ENTRY.size
        yield directory[start : start + name_length].decode("utf-8", "replace")
        place = start + name_length + extra_length + comment_length


def _ends_as_zip(path: Path) -> bool:
    return next(zip_names(path), None) is not None


def _zip_type(path: Path, name: str) -> str:
    names = set(zip_names(path))
    if "[Content_Types].xml" in names:
        for folder, found in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(entry.startswith(folder) for entry in names):
                return found
    if "mimetype" in names and "META-INF/manifest.xml" in names:
        return _open_document(path)
    if "Index/Document.iwa" in names or "Index.zip" in names:
        return "application/x-iwork"
    if not names and _suffix(name) in ("docx", "xlsx", "pptx"):
        # Cut off before its directory: the name is all there is.
        return _SUFFIXES[_suffix(name)]
    return ZIP


def _open_document(path: Path) -> str:
    with path.open("rb") as content:
        head = content.read(200)
    start = head.find(b"application/")
    kind = head[start:].split(b"PK")[0].split(b"\0")[0] if start > 0 else b""
    return kind.decode("ascii", "ignore") or "application/vnd.oasis.opendocument"


def _ole_type(path: Path, name: str) -> str:
    with path.open("rb") as content:
        header = content.read(512)
        if len(header) == 512:
            (shift,) = struct.unpack_from("<H", header, 30)
            (sector,) = struct.unpack_from("<L", header, 48)
            if shift in (9, 12) and sector < 1 << 24:
                content.seek((sector + 1) << shift)
                entries = content.read(4096)
                for stream, found in _OLE_STREAMS:
                    if (stream + "\0").encode("utf-16-le") in entries:
                        return found
    by_name = _SUFFIXES.get(_suffix(name), OLE)
    return by_name if by_name.startswith("application/") and "openxml" not in by_name else OLE


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if b"\0" in head or head.translate(None, bytes(range(9)) + bytes(range(14, 27))) != head:
        return False
    for codec in ("utf-8", "gb18030"):
        for cut in range(4):
            # The head may end inside of a character.
            try:
                head[: len(head) - cut].decode(codec)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _text_type(head: bytes, name: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    if start.startswith(b"<?xml"):
        return "text/xml"
    by_name = _SUFFIXES.get(_suffix(name), "")
    return by_name if by_name.startswith(("text/", "message/")) else "text/plain"


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].strip().lower()
