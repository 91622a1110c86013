"""In which shape a file on a disk holds mail: one mail, many, or a form that is not read here."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from mailsync.filetype.side_files import is_side_file

_HEAD_BYTES = 8_192
_PIECE_BYTES = 1 << 20
# Stores of mail programs, and what web mail packs an export into.
_STORES = frozenset(
    {"pst", "ost", "olm", "dbx", "nsf", "nsg", "edb", "pab", "tbb", "mmf", "box", "stg", "fol"}
    | {"mbx", "mbs", "imm", "cnm", "dmg", "sqlite", "zip", "rar", "7z", "tar", "gz", "tgz", "bz2"}
    # Parts of stores, and placeholders of what a cloud has not brought down yet.
    | {"emlxpart", "olk15message", "wdb", "fox", "vmg", "icloud", "xz", "zst", "cab", "bff"}
)
# What people and web mails save a mail as that cannot be taken for one.
_OTHERS = frozenset(
    {"docx", "doc", "wps", "pdf", "xlsx", "xls", "pptx", "ppt", "png", "jpg", "jpeg", "gif", "mp4"}
    | {"html", "htm", "mht", "mhtml", "rtf", "ofd", "txt", "csv", "mp3", "mov", "avi"}
)
# What lies in mail folders and is no mail: indexes, settings, lists.
_NO_MAIL = frozenset(
    {"msf", "dat", "ini", "json", "toml", "plist", "lock", "db", "log", "idx", "index", "summary"}
    | {"cmeta", "db-shm", "db-wal", "md", "sh", "py", "url", "lnk", "xml", "yaml", "js", "css"}
    | {"mab", "sbd", "vcf", "ics", "part", "crdownload", "tmp"}
)
# Endings that may hide one mail: 1.eml.txt, 1.mail, and names without any.
_MAY_HIDE = frozenset(
    {
        "",
        "txt",
        "mail",
        "mai",
        "mim",
        "mime",
        "rfc822",
        "email",
        "em",
        "bak",
        "old",
        "emltpl",
        "nws",
    }
)
# Pages that may be a whole mail under another name.
_PAGES = frozenset({"html", "htm", "mht", "mhtml", "txt"})
_FIELD = re.compile(
    rb"(?:[^\r\n]{0,200}\r?\n){0,4}?(?:received|return-path|delivered-to|message-id|from|to|subject"
    rb"|date|mime-version|x-[a-z0-9-]+|dkim-signature|content-type)[ \t]*:[^\r\n]*\r{0,2}\n"
    rb"(?:[ \t][^\r\n]*\r{0,2}\n){0,40}[A-Za-z][!-9;-~]{0,75}[ \t]*:",
    re.IGNORECASE,
)
_EMLX = re.compile(rb"\s{0,8}(\d{1,12})[ \t]*\r?\n")


class Shape(StrEnum):
    """What a file is: one mail (in Apple's form with its length before it), many, or neither."""

    MAIL = "mail"
    APPLE = "apple"
    MBOX = "mbox"
    UNREAD = "unread"
    # A document or a picture: no mail, unless somebody exported mail as such.
    OTHER = "other"
    NO_MAIL = "no_mail"


def shape_of(path: Path) -> Shape:
    """In which shape a file holds mail, by its name and, where that says little, its first bytes.

    Raises:
        OSError: it could not be read.
    """
    name = path.name.lower()
    suffix = path.suffix.lower().lstrip(".")
    if suffix == "icloud":
        return Shape.UNREAD
    if is_side_file(path.name) or name in ("table_of_contents", "lost+found"):
        return Shape.NO_MAIL
    if suffix == "eml":
        return Shape.MAIL
    if suffix in _STORES - {"mbx"}:
        return Shape.UNREAD
    if suffix in ("emlx", "msg", "oft", "mbox") or suffix in _MAY_HIDE or ".eml" in name:
        return _by_head(path, suffix)
    if suffix == "mbx":
        return Shape.MBOX if _is_mbox(_head(path)) else Shape.UNREAD
    if suffix in _NO_MAIL:
        return Shape.NO_MAIL
    if suffix in _OTHERS - _PAGES:
        return Shape.OTHER
    found = _by_head(path, suffix)
    if found is not Shape.NO_MAIL:
        return found
    # A suffix that nobody knows may be that of another mail program.
    return Shape.OTHER if suffix in _OTHERS or suffix.isdecimal() else Shape.UNREAD


def apple_pieces(path: Path) -> Iterator[bytes]:
    """The mail in an .emlx: as many bytes as its first line says, then comes Apple's own list."""
    with path.open("rb") as content:
        first = _EMLX.match(content.read(64))
        left = int(first[1]) if first is not None else 1 << 62
        content.seek(first.end() if first is not None else 0)
        while left > 0 and (piece := content.read(min(left, _PIECE_BYTES))):
            left -= len(piece)
            yield piece


def _by_head(path: Path, suffix: str) -> Shape:
    head = _head(path)
    if _is_mbox(head):
        return Shape.MBOX
    if head.startswith((b"BABYL OPTIONS", b"\x01\x01\x01\x01")):
        return Shape.UNREAD
    if suffix == "emlx":
        return Shape.APPLE if _EMLX.match(head) is not None else Shape.MAIL
    if suffix in ("msg", "oft"):
        return Shape.MAIL if head else Shape.UNREAD
    if _FIELD.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")) is not None or _is_wide(head):
        return Shape.MAIL
    if suffix == "mbox":
        return Shape.UNREAD if head else Shape.NO_MAIL
    if ".eml" in path.name.lower() and head:
        return Shape.MAIL
    return Shape.OTHER if suffix in _OTHERS else Shape.NO_MAIL


def _is_mbox(head: bytes) -> bool:
    return head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n").startswith(b"From ")


def _is_wide(head: bytes) -> bool:
    """Whether a file in UTF-16 begins as a mail."""
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    text = head[: len(head) & ~1].decode("utf-16", "ignore").encode("ascii", "ignore")
    return _FIELD.match(text.lstrip()) is not None


def _head(path: Path) -> bytes:
    with path.open("rb") as content:
        return content.read(_HEAD_BYTES)
