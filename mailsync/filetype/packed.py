"""What a zip is: an archive only where nothing in it says that it is one document."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from mailsync.filetype.side_files import is_side_file
from store.files.opc import part_key
from store.files.zip_end import open_zip

# Main types of packages, by a part of what [Content_Types].xml calls them.
_MAIN_TYPES = (
    (rb"wordprocessingml\.(?:document|template)\.main|ms-word\.\w+\.macroEnabled\w*\.main", "docx"),
    (rb"ms-excel\.sheet\.binary", "xlsb"),
    (rb"spreadsheetml\.(?:sheet|template)\.main|ms-excel\.\w+\.macroEnabled\w*\.main", "xlsx"),
    (rb"presentationml\.(?:presentation|template|slideshow)\.main"
     rb"|ms-powerpoint\.\w+\.macroEnabled\w*\.main", "pptx"),
    (rb"ms-visio\.\w+", "vsdx"),
    (rb"fixeddocumentsequence|xps-fixed", "xps"),
)  # fmt: skip
_FOLDERS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"),
            ("xl/workbook.bin", "xlsb"), ("ppt/presentation.xml", "pptx"))  # fmt: skip
_TYPES_CAP_BYTES = 1 << 20
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError,
)  # fmt: skip
# One of these names at the root says what the whole is.
_ROOTS: tuple[tuple[str, str], ...] = (
    ("ofd.xml", "ofd"),
    ("fixeddocseq.fdseq", "xps"),
    ("fixeddocumentsequence.fdseq", "xps"),
    ("index.zip", "iwork"),
    ("uof.xml", "uof"),
    ("geogebra.xml", "packed"),
    ("androidmanifest.xml", "apk"),
    ("meta-inf/manifest.mf", "jar"),
    ("doc.kml", "packed"),
    ("meta-inf/container.xml", "epub"),
    # Mind maps of Edraw and MindManager.
    ("document.xml", "packed"),
)
# What a document has at its root; of one that was packed with its folder, in that folder.
_OFD_ROOT, _PACKAGE_ROOTS = "ofd.xml", ("[content_types].xml", "_rels/.rels")
# What office programs put first into their files: it shows what one was that is cut off.
_OFFICE_FIRST = re.compile(
    r"\[content_types\]\.xml|_rels(?:/|$)|docprops/|customxml/|word/|xl/|ppt/|ofd\.xml$|doc_\d+/|mimetype$"
)
_MINDMAP = frozenset(("content.json", "content.xml"))
_MINDMAP_BESIDE = ("manifest.json", "meta-inf/manifest.xml", "metadata.json", "styles.xml")
_MIME_TYPES = (
    ("epub", "epub"), ("opendocument", "odf"), ("xmind", "xmind"), ("oasis", "odf"),
)  # fmt: skip
# A live photo of a telephone: the picture and its clip, and nothing else.
_CAMERA = re.compile(r"(?:img|dsc|mvimg|live|pxl|vid|photo)?[_-]?[0-9a-f-]{3,36}(?:\(\d+\))?", re.I)
_CLIPS, _SHOTS = frozenset((".mov",)), frozenset((".heic", ".jpg", ".jpeg", ".heif"))


def packed_content(path: Path, names: Collection[str]) -> str:
    """Name what a zip is: "docx", "ofd", "epub", ..., or "zip" for an archive.

    Args:
        names: of its members, as its directory gives them.

    Raises:
        OSError: the file could not be read.
    """
    keys = frozenset(part_key(name) for name in names)
    if "[content_types].xml" in keys:
        return _package(path, keys)
    if _unpacked_document(keys):
        return "office_cut"
    for part, content in _FOLDERS:
        if part in keys:
            return content
    for root, content in _ROOTS:
        if root in keys:
            return content
    if "mimetype" in keys:
        said = _member(path, "mimetype").decode("ascii", "ignore").strip().lower()
        if said.startswith(("application/", "image/", "text/")):
            return next((word for mark, word in _MIME_TYPES if mark in said), "packed")
        if {"content.xml", "meta-inf/manifest.xml"} & keys:
            return "odf"
    if any(key.startswith("index/") and key.endswith(".iwa") for key in keys):
        return "iwork"
    if _MINDMAP & keys and any(beside in keys for beside in _MINDMAP_BESIDE):
        return "xmind"
    return "livp" if _is_live_photo(names) else "zip"


def _unpacked_document(keys: frozenset[str]) -> bool:
    """Whether it is an office document that was unpacked and packed again with its folder.

    No program opens it, and its pieces are no files of anybody.
    """
    own = {key for key in keys if not is_side_file(key)}
    folder, _, rest = next(iter(own), "").partition("/")
    inside = {key.removeprefix(f"{folder}/") for key in own}
    return (
        bool(rest)
        and all(key.startswith(f"{folder}/") for key in own)
        and (_OFD_ROOT in inside or inside.issuperset(_PACKAGE_ROOTS))
    )


def is_cut_document(first: str) -> bool:
    """Whether a zip without its end was a document, by the name of its first member."""
    return _OFFICE_FIRST.match(part_key(first)) is not None


def _package(path: Path, keys: frozenset[str]) -> str:
    types = _member(path, "[content_types].xml").replace(b"\0", b"")
    for pattern, content in _MAIN_TYPES:
        if re.search(pattern, types, re.IGNORECASE):
            return content
    for part, content in _FOLDERS:
        if part in keys:
            return content
    folders = {key.partition("/")[0] for key in keys if "/" in key}
    for folder, content in (("word", "docx"), ("ppt", "pptx"), ("xl", "xlsx"), ("visio", "vsdx")):
        if folder in folders:
            return content
    return "xps" if any(key.endswith((".fdseq", ".fpage")) for key in keys) else "packed"


def _member(path: Path, key: str) -> bytes:
    """The beginning of one member; b"" where it cannot be read."""
    try:
        with open_zip(path) as archive:
            info = next(one for one in archive.infolist() if part_key(one.orig_filename) == key)
            with archive.open(info) as member:
                return member.read(_TYPES_CAP_BYTES)
    except (*_UNREADABLE, StopIteration):
        return b""


def _is_live_photo(names: Collection[str]) -> bool:
    files = [PurePosixPath(name) for name in names if not name.endswith("/")]
    if len(files) != 2 or any(len(file.parts) != 1 for file in files):
        return False
    endings = {file.suffix.lower() for file in files}
    stems = {file.name.split(".")[0].lower() for file in files}
    return (
        bool(endings & _CLIPS)
        and bool(endings & _SHOTS)
        and len(stems) == 1
        and _CAMERA.fullmatch(stems.pop()) is not None
    )
