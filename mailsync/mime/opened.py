"""A stored mail ready to be read in parts, whatever form it was saved in."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pybase64

from mailsync.filetype.magic import OLE
from mailsync.mime.mail_start import begins_with_field
from mailsync.mime.outlook import as_mail
from mailsync.mime.rawmail import RawMail
from mailsync.mime.transfer import TransferDamage, decoded
from store.files.passing import passing_folder

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{60,}={0,2}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


@contextlib.contextmanager
def opened_mail(raw: Path | bytes) -> Iterator[tuple[RawMail, RawMail]]:
    """A mail to read parts of, and the one as it is stored.

    They are two where it is in Outlook's own form, in UTF-16, or in base64 as a whole.

    Raises:
        OSError: the file cannot be read.
        UnreadableMessage: it is in Outlook's form and damaged.
    """
    with RawMail(raw) as stored:
        head = stored.read(0, 256)
        wide = _wide_codec(head)
        if head.startswith(OLE):
            other = as_mail(raw)
        elif wide:
            # Notepad and PowerShell save an exported mail so.
            windows = stored.windows(0, stored.size)
            decoder = codecs.getincrementaldecoder(wide)("replace")
            other = (decoder.decode(window).encode("utf-8", "replace") for window in windows)
        elif _is_base64(head):
            # What a web mail's own interface hands out.
            other = decoded(stored.windows(0, stored.size), "base64", TransferDamage())
        else:
            yield stored, stored
            return
        with spooled(other) as mail:
            yield mail, stored


@contextlib.contextmanager
def spooled(content: Iterable[bytes]) -> Iterator[RawMail]:
    """Bytes that lie in no file of their own, as a mail to read parts of."""
    with passing_folder() as folder:
        path = folder / "mail"
        with path.open("wb") as out:
            for piece in content:
                out.write(piece)
        with RawMail(path) as mail:
            yield mail


def _is_base64(head: bytes) -> bool:
    """Whether a file is nothing but base64, and what it holds begins as a mail."""
    letters = b"".join(head.split())
    if _BASE64.fullmatch(letters) is None:
        return False
    letters = letters.translate(_URL_SAFE)
    inner = pybase64.b64decode(letters[: len(letters) & ~3], validate=False)
    return begins_with_field(inner) or inner.startswith((b"Received:", b"Return-Path:", b"X-"))


def _wide_codec(head: bytes) -> str:
    """The codec of a mail that was saved as UTF-16 or UTF-32; "" for any other."""
    for mark, codec in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        # A mark alone does not make it wide: an export may put one before plain text.
        if head.startswith(mark) and b"\0" in head[4:]:
            return codec
    # A header block is ASCII: without a mark every second byte is a NUL.
    for codec, nul, letters in (
        ("utf-16-le", head[1:64:2], head[0:64:2]),
        ("utf-16-be", head[0:64:2], head[1:64:2]),
    ):
        if len(head) >= 64 and not nul.strip(b"\0") and letters.isascii() and b"\0" not in letters:
            return codec
    return ""
