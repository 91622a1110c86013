"""Files that old mailers wrote into the text of a mail: uuencode, and yEnc in one part."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Iterator

_UU_BEGIN = re.compile(rb"begin [0-7]{3,4} (\S[^\r\n]*?)\s*$")
_YENC_BEGIN = re.compile(rb"=ybegin (?:[a-z]+=\S+ )*name=([^\r\n]*?)\s*$")
_YENC_TABLE = bytes((byte - 42) % 256 for byte in range(256))

# Called with the raw name and the content; the content must be used up before it returns.
TakeFile = Callable[[bytes, Iterable[bytes]], None]


def may_hold_files(text: bytes) -> bool:
    """Whether a look at the lines is worth it."""
    return b"begin " in text


def take_files(lines: Iterable[bytes], take: TakeFile, faults: set[str]) -> Iterator[bytes]:
    """The lines of a text without the files in it, each of which is given to `take`.

    Args:
        lines: lines with their ends.
        faults: filled with "uu_damaged" or "yenc_part" where a file is not whole.
    """
    source = iter(lines)
    for line in source:
        uu = _UU_BEGIN.match(line)
        if uu is not None:
            first = next(source, b"")
            if _is_uu(first):
                take(uu[1], _uu_content(first, source, faults))
                continue
            yield line
            yield first
            continue
        yenc = _YENC_BEGIN.match(line)
        if yenc is not None:
            if b" part=" in line:
                faults.add("yenc_part")
            take(yenc[1], _yenc_content(source))
            continue
        yield line


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines with their ends from pieces of any size."""
    carried = b""
    for chunk in chunks:
        pieces = (carried + chunk).splitlines(keepends=True)
        # A line, or the LF of its end, may go on in the next piece.
        carried = pieces.pop() if pieces else b""
        yield from pieces
    if carried:
        yield carried


def _is_uu(line: bytes) -> bool:
    text = line.rstrip(b"\r\n")
    if text in (b"`", b"end", b"", b" "):
        return text != b""
    length = (text[0] - 32) & 63
    return 32 < text[0] <= 96 and len(text) - 1 >= -(-length // 3) * 4 - 2 and len(text) <= 90


def _uu_content(first: bytes, source: Iterator[bytes], faults: set[str]) -> Iterator[bytes]:
    line = first
    while True:
        text = line.rstrip(b"\r\n")
        if text == b"end":
            return
        if text and text not in (b"`", b" "):
            yield _uu_line(text, faults)
        following = next(source, None)
        if following is None:
            faults.add("uu_damaged")
            return
        line = following


def _uu_line(text: bytes, faults: set[str]) -> bytes:
    try:
        return binascii.a2b_uu(text)
    except binascii.Error:
        # Some encoders count or pad wrongly: take the length that the line begins with.
        usable = (((text[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(text[:usable])
        except binascii.Error:
            faults.add("uu_damaged")
            return b""


def _yenc_content(source: Iterator[bytes]) -> Iterator[bytes]:
    for line in source:
        if line.startswith(b"=yend"):
            return
        if line.startswith(b"=ypart"):
            continue
        text = line.rstrip(b"\r\n")
        plain, *escaped = text.split(b"=")
        yield plain.translate(_YENC_TABLE) + b"".join(
            bytes([(piece[0] - 64 - 42) % 256]) + piece[1:].translate(_YENC_TABLE)
            for piece in escaped
            if piece
        )
