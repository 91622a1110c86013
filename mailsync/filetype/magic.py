"""What a file is by its content, in one word, never by its name: the one table of formats."""

from __future__ import annotations

import mmap
import re
import struct
import zlib
from functools import lru_cache
from pathlib import Path

from mailsync.filetype.boxes import top_boxes
from mailsync.filetype.markup import markup_of
from mailsync.filetype.packed import is_cut_document, packed_content
from mailsync.filetype.written import decode_text
from mailsync.filetype.zip_names import first_member, zip_names

HEAD_BYTES = 1 << 16
# Compound files: old Office, mails of Outlook.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "rtf"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PK\x07\x08PK\x03\x04", "zip"),
    (0, OLE, "ole"),
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
    (0, b"\xdb\xa5", "old_doc"),
    (0, b"\x31\xbe\0\0", "old_doc"),
    (0, b"\x32\xbe\0\0", "old_doc"),
    # Excel before 1995, without a container.
    (0, b"\x09\x00\x04\x00", "old_sheet"),
    (0, b"\x09\x02\x06\x00", "old_sheet"),
    (0, b"\x09\x04\x06\x00", "old_sheet"),
    (0, b"\x09\x08\x08\x00\x00\x05", "old_sheet"),
    (0, b"\xffWPC", "wordperfect"),
    (0, b"CAJ\0", "caj"),
    (0, b"HN\0\0", "caj"),
    (0, b"Founder CEB", "ceb"),
    (0, b"AT&TFORM", "djvu"),
    (0, b"ITSF", "chm"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"LZIP", "lzip"),
    (0, b"\x1f\x9d", "compress"),
    (0, b"MSCF\0\0\0\0", "cab"),
    (0, b"\x60\xea", "arj"),
    (2, b"-lh5-", "lzh"),
    (2, b"-lh6-", "lzh"),
    (2, b"-lh7-", "lzh"),
    (2, b"-lh0-", "lzh"),
    (0, b"MSWIM\0\0\0", "wim"),
    (0, b"xar!", "xar"),
    (32769, b"CD001", "iso"),
    (0, b"MZ", "exe"),
    (0, b"\x7fELF", "elf"),
)
_BOX_TYPES = frozenset(
    (b"ftyp", b"styp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"uuid", b"pdin")
)
# ISO base media brands that are not MP4 although the boxes are the same.
_OTHER_BRANDS = {b"qt": "mov", b"3g": "3gp"}
# A file that names one of these among its compatible brands is an MP4 too, whatever comes first.
_MP4_BRANDS = frozenset((b"mp41", b"mp42", b"mp71", b"M4V ", b"M4VH", b"M4VP", b"f4v ", b"MSNV"))
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"mif1", b"msf1", b"avif"))
_INDEX_CAP_BYTES = 8 << 20
_AUDIO_BRANDS = frozenset((b"M4A ", b"M4B "))
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted_office"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_TAR_BLOCK = 512
# What a block of bzip2 begins with, and the end where there is none.
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
_PDF_WITHIN = 1024
_PDF_HEAD = re.compile(rb"%PDF-\d")
# What a program unpacks that carries its archive behind itself.
_SEVEN_ZIP_MARK, _RAR_MARK = b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"
_CARRIED = re.compile(b"|".join(map(re.escape, (_SEVEN_ZIP_MARK, _RAR_MARK))))
_CARRIED_WITHIN = 16 << 20
_CARRIED_HEAD_BYTES = 256

VIDEO_CONTENTS = frozenset(
    ("mp4", "mov", "3gp", "flv", "matroska", "avi", "asf", "mpeg", "mpegts", "rm")
)
# One file or several, packed; opened by the 7-Zip program.
COMPRESSED_CONTENTS = frozenset(("gzip", "bzip2", "xz", "zstd", "lzip", "compress"))
BUNDLE_CONTENTS = frozenset(("tar", "cab", "arj", "lzh", "wim", "xar", "iso"))
ARCHIVE_CONTENTS = frozenset(("zip", "rar", "7z")) | COMPRESSED_CONTENTS | BUNDLE_CONTENTS
PROGRAM_CONTENTS = frozenset(("exe", "elf", "apk", "jar"))
PICTURE_CONTENTS = frozenset(("png", "jpeg", "gif", "tiff", "webp", "bmp", "heif"))


def content_of(path: Path) -> str:
    """Name the content of a file: "docx", "mp4", "rar", ...; "empty" and "unknown" are two of them.

    Office files in an encrypted envelope are "encrypted_office", other compound files "ole",
    office files without their end "office_cut".

    A file is looked into once, as long as it is the same one.

    Raises:
        OSError: the file could not be read.
    """
    found = path.stat()
    return _looked_into(path, found.st_ino, found.st_size, found.st_mtime_ns)


# The reader of a mail asks, then who measures the file: some hundred lie between the two.
@lru_cache(maxsize=1024)
def _looked_into(path: Path, _file: int, _size: int, _changed_ns: int) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    content = content_of_head(head)
    if content == "zip":
        return _zip_content(path, head)
    if content == "ole":
        return _ole_content(path, head)
    if content == "mov":
        return _box_file(path)
    # A zip that unpacks itself, or that something stands before.
    if content in ("unknown", "exe"):
        if next(zip_names(path), None) is not None:
            return _zip_content(path, head)
        if content == "exe":
            return _carried(path)
    return content


def _carried(path: Path) -> str:
    """The archive behind a program; programs that read archives have the bare mark within them."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        for found in _CARRIED.finditer(view, 0, _CARRIED_WITHIN):
            head = view[found.start() : found.start() + _CARRIED_HEAD_BYTES]
            if found[0] == _SEVEN_ZIP_MARK and _begins_7z(head):
                return "7z"
            if found[0] == _RAR_MARK and _begins_rar(head):
                return "rar"
    return "exe"


def _begins_7z(head: bytes) -> bool:
    return head[8:12] == struct.pack("<I", zlib.crc32(head[12:32]))


def _begins_rar(head: bytes) -> bool:
    if head[6:7] == b"\0":
        # Behind the mark stands the block of the whole, which says its kind.
        return head[9:10] == b"s"
    size = head[12] if len(head) > 12 else 0
    return head[6:8] == b"\1\0" and head[8:12] == struct.pack(
        "<I", zlib.crc32(head[12 : 13 + size])
    )


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
    # Readers accept what stands before: a line, a byte order mark, the head of a form.
    begun = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begun.startswith(b"{\\rtf"):
        return "rtf"
    if (found := _PDF_HEAD.search(head, 0, _PDF_WITHIN + 6)) and b" obj" in head[found.end() :]:
        return "pdf"
    return "tar" if _is_old_tar(head) else _text_content(head)


def _is_old_tar(head: bytes) -> bool:
    """Whether the first block is that of a tar of before POSIX: only its sum tells."""
    said = head[148:156].strip(b" \0")
    if len(head) < _TAR_BLOCK or not re.fullmatch(rb"[0-7]{1,7}", said):
        return False
    return int(said, 8) == sum(head[:148]) + sum(head[156:_TAR_BLOCK]) + 8 * ord(" ")


def _is_meant(head: bytes, magic: bytes, content: str) -> bool:
    if content == "bzip2":
        return head[4:10] in _BZIP2_BLOCKS
    # Two or three letters may also begin a sentence.
    if len(magic) <= 3 and magic.isalnum() and _text_content(head) != "unknown":
        return False
    if content == "bmp":
        return len(head) >= 6 and int(struct.unpack_from("<I", head, 2)[0]) > 26
    return content not in ("webp", "avi", "wav") or head.startswith(b"RIFF")


def _box_content(head: bytes) -> str:
    """By the brands of an ISO media file, wherever among the first boxes they stand."""
    at = 0
    while at + 12 <= len(head):
        (length,) = struct.unpack_from(">I", head, at)
        if head[at + 4 : at + 8] == b"ftyp":
            return _by_brands(head[at : at + max(16, min(length, 4096))])
        if length < 8 or head[at + 4 : at + 8] not in _BOX_TYPES:
            break
        at += length
    # QuickTime files older than the ftyp box begin with another one: `_box_file` looks further.
    return "mov"


def _by_brands(box: bytes) -> str:
    brand = box[8:12]
    compatible = {box[at : at + 4] for at in range(16, len(box) - 3, 4)}
    if brand in _AUDIO_BRANDS:
        return "m4a"
    if brand in _HEIF_BRANDS:
        return "heif"
    other = _OTHER_BRANDS.get(brand[:2])
    return "mp4" if other is None or compatible & _MP4_BRANDS else other


def _box_file(path: Path) -> str:
    """An ISO media file whose first boxes do not name its brands."""
    boxes = tuple(top_boxes(path))
    for box in boxes:
        if box.kind == b"ftyp":
            with path.open("rb") as file:
                file.seek(box.start)
                return _by_brands(file.read(min(box.size_bytes, 4096)))
    for box in boxes:
        if box.kind == b"moov":
            with path.open("rb") as file:
                file.seek(box.start)
                index = file.read(min(box.size_bytes, _INDEX_CAP_BYTES))
            # Only QuickTime names the component of a track; without brands the rest is MP4
            # (ISO 14496-12, 4.3).
            return "mov" if b"mhlr" in index or b"mdia" not in index else "mp4"
    return "mov"


def _zip_content(path: Path, head: bytes) -> str:
    names = frozenset(zip_names(path))
    if not names:
        # A cut-off office file still shows what it was by its first member.
        return "office_cut" if is_cut_document(first_member(head)) else "zip"
    return packed_content(path, names)


def _ole_content(path: Path, head: bytes) -> str:
    # Directory entries are UTF-16 names: where the directory is not where the header says, they
    # are looked for at any offset.
    if found := _ole_stream(_ole_directory(path, head)):
        return found
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        found = _ole_stream(view)
    return found or ("ole_other" if _is_sound_ole(path) else "ole")


def _is_sound_ole(path: Path) -> bool:
    """Whether a compound file has a directory with streams in it: another program's document."""
    import olefile

    try:
        with olefile.OleFileIO(path) as compound:
            return bool(compound.listdir())
    except (OSError, struct.error, IndexError, ValueError, TypeError):
        return False


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
    # The head may end inside of a character: nothing is final.
    text = decode_text(head, whole=False)
    if text is None or not _looks_written(text):
        return "unknown"
    return markup_of(text) or "text"


def _looks_written(text: str) -> bool:
    control = sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 12, 13))
    return control * 50 <= len(text)
