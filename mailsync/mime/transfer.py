"""Transfer encodings undone in pieces: base64, quoted-printable, and what pretends to be them."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pybase64

_SPACE = b" \t\r\n\x0b\x0c\0"
_NOT_ALPHABET = bytes(
    byte
    for byte in range(256)
    if byte not in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
)
_SOFT_BREAK = re.compile(rb"=[ \t]*(?:\r\n|\n|\r)")
_NO_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*(?:\r\n|\n|\r|$))")
_LONGEST_FOOTER = 2_000
_RAW_ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "utf-8"})


@dataclass(slots=True)
class EvenLines:
    """How far a text of base64 is whole lines of `step` bytes, each ended by `end_bytes` of them.

    In the first `covered` bytes nothing was overlooked but those ends, and there is no padding.
    `same`: what was decoded of them was encoded again, and came out the same.
    """

    covered: int = 0
    step: int = 0
    end_bytes: int = 0
    goes_on: bool = True
    same: bool = True

    def take(self, text: bytes, padding: int, *, same: bool) -> None:
        """Take text that was decoded as lines of one length, of which the last may be shorter."""
        step = text.find(b"\n") + 1
        end_bytes = _end_bytes(text, step)
        if not self.step:
            self.step, self.end_bytes = step, end_bytes
        if not self.goes_on or (self.step, self.end_bytes) != (step, end_bytes):
            self.goes_on = False
            return
        self.same = self.same and same
        lines = len(text) // step
        if padding and lines * step == len(text):
            lines -= 1
        self.covered += lines * step
        self.goes_on = lines * step == len(text)


@dataclass(slots=True)
class TransferDamage:
    """What a decoder had to overlook: names of faults, in the order they were met."""

    faults: list[str] = field(default_factory=list)
    even: EvenLines = field(default_factory=lambda: EvenLines())

    def add(self, fault: str) -> None:
        """Note a fault once."""
        if fault not in self.faults:
            self.faults.append(fault)


def decoded(windows: Iterable[bytes], encoding: str, damage: TransferDamage) -> Iterator[bytes]:
    """The content of a part.

    Args:
        encoding: the Content-Transfer-Encoding as it was written.
        damage: filled with "base64", "quoted_printable" or "encoding" where the text had faults.
    """
    name = encoding.strip().strip("\"'").lower()
    if name.startswith("base64") or name == "b":
        return _base64(windows, damage)
    if name.startswith("quoted-printable") or name in ("q", "quotedprintable"):
        return _quoted_printable(windows, damage)
    if name not in _RAW_ENCODINGS and not name.startswith(("x-uue", "uue", "x-uuencode")):
        damage.add("encoding")
    return iter(windows)


def _base64(windows: Iterable[bytes], damage: TransferDamage) -> Iterator[bytes]:
    carried = b""
    padded = False
    for window in windows:
        text = carried + window if carried else window
        carried = b""
        if not padded:
            end = text.rfind(b"\n") + 1
            whole = text[:end]
            piece, padding, same = _whole_lines(whole)
            if piece:
                padded = padding > 0
                damage.even.take(whole, padding, same=same)
                yield piece
                carried = text[end:]
                continue
        damage.even.goes_on = False
        text = _without_footer(text, padded, damage)
        piece, carried, ends = _lenient(_cleaned(text, damage), damage)
        padded = padded or ends
        yield piece
    text = _without_footer(carried, padded, damage)
    piece, carried, _ = _lenient(_cleaned(text, damage), damage)
    yield piece
    if carried:
        damage.add("base64")
        if len(carried) % 4 == 1:
            carried = carried[:-1]
        yield pybase64.b64decode(carried + b"=" * (-len(carried) % 4))


_NO_LINES = (b"", 0, False)


def _whole_lines(text: bytes) -> tuple[bytes, int, bool]:
    """Decode lines of equal length in one go; nothing where they are not what they look like.

    Every end stands at its place, and without so many ends as there are lines only letters of
    base64 are left: there is no other end within a line.

    Returns:
        The bytes, how many padding characters they ended with, and whether encoding them again
        gives the same letters.
    """
    line = text.find(b"\n") + 1
    if not line:
        return _NO_LINES
    line_end = _end_bytes(text, line)
    lines = -(-len(text) // line)
    characters = len(text) - line_end * lines
    tail = text[-line_end - 2 : -line_end]
    padding = len(tail) - len(tail.rstrip(b"="))
    if characters % 4 or text[line - 1 :: line].strip(b"\n"):
        return _NO_LINES
    letters = text
    if line_end == 2:
        # The last line may be shorter, and has its end elsewhere.
        if text[line - 2 :: line].strip(b"\r") or not text.endswith(b"\r\n"):
            return _NO_LINES
        letters = letters.replace(b"\r", b"")
    letters = letters.replace(b"\n", b"")
    if len(letters) != characters:
        return _NO_LINES
    try:
        piece = pybase64.b64decode(letters, validate=True)
    except (binascii.Error, ValueError):
        return _NO_LINES
    if len(piece) != characters // 4 * 3 - padding:
        return _NO_LINES
    return piece, padding, pybase64.b64encode(piece) == letters


def _end_bytes(text: bytes, line: int) -> int:
    return 2 if text[line - 2 : line - 1] == b"\r" else 1


def _cleaned(text: bytes, damage: TransferDamage) -> bytes:
    without_space = text.translate(None, _SPACE)
    clean = without_space.translate(None, _NOT_ALPHABET)
    if len(clean) != len(without_space):
        damage.add("base64")
    return clean


def _without_footer(text: bytes, padded: bool, damage: TransferDamage) -> bytes:
    """Leave out the words that a gateway wrote below the padding that ends the data."""
    end = 0 if padded else text.find(b"=")
    footer = text[end:].strip(_SPACE + b"=")
    if end < 0 or not footer:
        return text
    damage.add("base64")
    if len(footer) > _LONGEST_FOOTER or len(footer.translate(None, _NOT_ALPHABET)) == len(footer):
        return text
    return text[: end + 2] if not padded else b""


def _lenient(text: bytes, damage: TransferDamage) -> tuple[bytes, bytes, bool]:
    """Decode base64 with padding in the middle.

    Returns:
        The bytes, the characters that wait for the next window, whether padding was met.
    """
    *ended, open_end = re.split(rb"=+", text)
    pieces: list[bytes] = []
    for place, group in enumerate(ended):
        if not group:
            continue
        if len(group) % 4 == 0 or (place + 1 < len(ended) or open_end):
            damage.add("base64")
        if len(group) % 4 == 1:
            group = group[:-1]
        pieces.append(pybase64.b64decode(group + b"=" * (-len(group) % 4)))
    usable = len(open_end) - len(open_end) % 4
    pieces.append(pybase64.b64decode(open_end[:usable]))
    return b"".join(pieces), open_end[usable:], bool(ended)


def _quoted_printable(windows: Iterable[bytes], damage: TransferDamage) -> Iterator[bytes]:
    carried = b""
    for window in windows:
        text = carried + window
        # An escape or a line end is never cut: keep back what a line may still change.
        cut = text.rfind(b"\n") + 1
        if not cut and len(text) > 1 << 16:
            cut = len(text) - 4
            escape = text.rfind(b"=", cut - 80, cut)
            cut = len(text[: escape if escape >= 0 else cut].rstrip(b" \t\r"))
        text, carried = text[:cut], text[cut:]
        yield _unquoted(text, damage)
    yield _unquoted(carried, damage)


def _unquoted(text: bytes, damage: TransferDamage) -> bytes:
    if b"=" not in text:
        return text
    if _NO_ESCAPE.search(text) is not None:
        damage.add("quoted_printable")
    # a2b_qp takes CR alone for text; a soft break in such mail would stay.
    return binascii.a2b_qp(_SOFT_BREAK.sub(b"=\n", text))
