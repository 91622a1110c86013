"""The media type of a content; a file's name only breaks ties, such as between texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mailsync.filetype.magic import ARCHIVE_CONTENTS, content_of, content_of_head
from mailsync.filetype.markup import MARKUP_CONTENTS

ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
# Office's own container around a file with a password.
ENCRYPTED_OFFICE = "application/x-encrypted-office"
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"
EXECUTABLE = "application/x-msdownload"
HEAD_BYTES = 4096

_TYPES: Mapping[str, str] = {
    "empty": EMPTY,
    "zip": ZIP,
    "rar": RAR,
    "7z": SEVEN_ZIP,
    "gzip": "application/gzip",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    "tar": "application/x-tar",
    "tnef": "application/vnd.ms-tnef",
    "docx": DOCX,
    "xlsx": XLSX,
    "pptx": PPTX,
    "encrypted_office": ENCRYPTED_OFFICE,
    "ole": OLE,
    "ole_other": OLE,
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "iwork": "application/x-iwork",
    "pdf": "application/pdf",
    "rtf": "application/rtf",
    "html": "text/html",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "heif": "image/heic",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "flv": "video/x-flv",
    "matroska": "video/x-matroska",
    "avi": "video/x-msvideo",
    "asf": "video/x-ms-asf",
    "mpeg": "video/mpeg",
    "mpegts": "video/mp2t",
    "rm": "application/vnd.rn-realmedia",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "amr": "audio/amr",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "exe": EXECUTABLE,
    "zstd": "application/zstd",
    "lzip": "application/x-lzip",
    "compress": "application/x-compress",
    "cab": "application/vnd.ms-cab-compressed",
    "arj": "application/x-arj",
    "lzh": "application/x-lzh",
    "wim": "application/x-ms-wim",
    "xar": "application/x-xar",
    "iso": "application/x-iso9660-image",
    "ofd": "application/ofd",
    "xps": "application/vnd.ms-xpsdocument",
    "xmind": "application/vnd.xmind.workbook",
    "epub": "application/epub+zip",
    "uof": "application/vnd.uof",
    "vsdx": "application/vnd.ms-visio.drawing",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "livp": "image/x-live-photo",
    "packed": "application/x-packed-document",
    "apk": "application/vnd.android.package-archive",
    "jar": "application/java-archive",
    "old_doc": "application/msword",
    "old_sheet": "application/vnd.ms-excel",
    "wordperfect": "application/vnd.wordperfect",
    "caj": "application/x-caj",
    "ceb": "application/x-ceb",
    "djvu": "image/vnd.djvu",
    "chm": "application/vnd.ms-htmlhelp",
    "mht": "application/x-mimearchive",
    "svg": "image/svg+xml",
    "elf": "application/x-executable",
}
ARCHIVES = frozenset(_TYPES[content] for content in ARCHIVE_CONTENTS)
# Texts whose media type their name may know better.
_TEXTS = MARKUP_CONTENTS - {"html", "mht", "svg", "uof"} | {"text"}
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


def media_type(head: bytes, name: str) -> str:
    """The media type of a content by its first bytes.

    A zip or OLE container is only named as such: `media_type_of` looks into it.

    Args:
        head: the first `HEAD_BYTES` or more.
        name: the file's name, which decides between texts.
    """
    content = content_of_head(head)
    if content in _TEXTS:
        return _text_type(head, name)
    return _TYPES.get(content, UNKNOWN)


def media_type_of(path: Path, name: str) -> str:
    """The media type of a stored file, with a look into zip and OLE containers."""
    content = content_of(path)
    if content in _TYPES and content != "ole":
        return _TYPES[content]
    if content in _TEXTS:
        with path.open("rb") as file:
            return _text_type(file.read(HEAD_BYTES), name)
    if content == "odf":
        return _open_document(path)
    by_name = _SUFFIXES.get(_suffix(name), "")
    if content == "office_cut":
        # Cut off before its directory: the name is all there is.
        return by_name if "openxml" in by_name else ZIP
    if content == "ole":
        return by_name if by_name.startswith("application/") and "openxml" not in by_name else OLE
    return UNKNOWN


def needs_look(found: str, name: str) -> bool:
    """Whether only `media_type_of` can tell more about what `media_type` found."""
    return found in (ZIP, OLE, EXECUTABLE, _TYPES["mov"]) or (
        found == UNKNOWN and _suffix(name) in ("zip", "exe", "docx")
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
        "application/ofd": ".ofd",
        "application/epub+zip": ".epub",
        "application/x-mimearchive": ".mht",
        "application/gzip": ".gz",
        "application/x-tar": ".tar",
        ZIP: ".zip",
        RAR: ".rar",
        SEVEN_ZIP: ".7z",
    }
    by_type = {found: f".{suffix}" for suffix, found in reversed(_SUFFIXES.items())}
    return known.get(found) or by_type.get(found) or ".bin"


def _open_document(path: Path) -> str:
    with path.open("rb") as content:
        head = content.read(200)
    start = head.find(b"application/")
    kind = head[start:].split(b"PK")[0].split(b"\0")[0] if start > 0 else b""
    return kind.decode("ascii", "ignore") or "application/vnd.oasis.opendocument"


def _text_type(head: bytes, name: str) -> str:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower().startswith(b"<?xml"):
        return "text/xml"
    by_name = _SUFFIXES.get(_suffix(name), "")
    return by_name if by_name.startswith(("text/", "message/")) else "text/plain"


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].strip().lower()
