"""A header block from raw bytes: fields split leniently, words decoded, never an exception."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pybase64

from mailsync.text import charsets

# RFC 5322 allows any printable ASCII but the colon; real names are letters, digits and dashes.
_FIELD = re.compile(rb"([A-Za-z][!-9;-~]{0,75})[ \t]*:(?!//)")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_KNOWN = re.compile(
    rb"(?:content-[a-z-]+|mime-version|from|to|cc|bcc|subject|date|message-id|received|reply-to"
    rb"|sender|return-path|references|in-reply-to|precedence|auto-submitted|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE,
)
# A parameter that lost the indent of its folded line.
_PARAMETER = re.compile(rb"[A-Za-z0-9_-]{1,30}(?:\*\d{0,3}\*?)?[ \t]*=[ \t]*[^\s=]")
_OWN_PARAMETER = re.compile(rb"(?:file)?name\*?|charset|boundary|format|size|type", re.IGNORECASE)
# Bounded: a word that is never closed must not cost a look at all of the rest.
_WORD = re.compile(r"=\?([^?\s]{0,60})\?([bBqQ])\?([^?]{0,4000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]+\?[bBqQ]\?)")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one header block in their order: lower-case name, raw unfolded value."""

    pairs: tuple[tuple[str, bytes], ...]
    # Whether lines had to be put together or the blank line after the block was missing.
    mended: bool = False

    def raw(self, name: str) -> bytes:
        """The first value of a field, else nothing."""
        return next((value for key, value in self.pairs if key == name), b"")

    def raw_all(self, name: str) -> tuple[bytes, ...]:
        """Every value of a field, topmost first."""
        return tuple(value for key, value in self.pairs if key == name)

    def has(self, name: str) -> bool:
        """Whether the field stands in the block, even empty."""
        return any(key == name for key, _ in self.pairs)

    def text(self, name: str) -> str:
        """The first value of a field as people read it."""
        return decode_text(self.raw(name))


def split_fields(block: bytes) -> tuple[Fields, int]:
    """Read the header block that `block` begins with.

    Returns:
        The fields, and where in `block` the body begins.
    """
    pairs: list[_Open] = []
    mended = False
    position = 0
    while position < len(block):
        line, after = _line_at(block, position)
        if not line.strip(b" \t\0"):
            # A line of spaces inside of the block is what is left of a folded field.
            if line and pairs and _KNOWN.match(_line_at(block, after)[0]) is not None:
                position = after
                continue
            return _fields(pairs, mended), after
        if line[:1] in (b" ", b"\t") and pairs:
            pairs[-1].add(line)
            position = after
            continue
        field = _FIELD.match(line)
        if field is not None:
            name = field[1].decode("ascii").lower()
            pairs.append(_Open(name, line[field.end() :]))
            position = after
            continue
        mended = True
        if pairs and _continues(pairs[-1], line, block, after):
            pairs[-1].add(line)
            position = after
            continue
        # The blank line is missing: this line is already body.
        return _fields(pairs, mended), position
    return _fields(pairs, mended), len(block)


def decode_text(raw: bytes) -> str:
    """A header value as text: encoded words, raw UTF-8, raw GBK; white space made single."""
    return re.sub(r"[ \t\r\n]+", " ", decode_words(charsets.decode(raw))).strip()


def decode_words(text: str) -> str:
    """Replace RFC 2047 words by what they say.

    Words of one charset are put together before they are decoded: senders cut characters in two.
    """
    if "=?" not in text:
        return text
    text = _BETWEEN_WORDS.sub(r"\1", text)
    parts: list[str] = []
    waiting: list[bytes] = []
    waiting_label = ""
    end = 0
    for word in _WORD.finditer(text):
        label = word[1].split("*")[0]
        payload = _payload(word[2], word[3])
        if word.start() != end or label.lower() != waiting_label.lower():
            parts.append(charsets.decode(b"".join(waiting), waiting_label))
            waiting.clear()
        parts.append(text[end : word.start()])
        waiting.append(payload)
        waiting_label = label
        end = word.end()
    parts.append(charsets.decode(b"".join(waiting), waiting_label))
    parts.append(text[end:])
    return "".join(parts)


def _payload(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        raw = text.replace("_", " ").encode("utf-8", "replace")
        return re.sub(rb"=([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit[1], 16)]), raw)
    decoded = b""
    # Several padded pieces in one word do occur.
    for piece in re.split(r"=+", re.sub(r"[^A-Za-z0-9+/=]", "", text)):
        usable = piece[: len(piece) - (len(piece) % 4 == 1)]
        try:
            decoded += pybase64.b64decode(usable + "=" * (-len(usable) % 4))
        except (binascii.Error, ValueError):
            continue
    return decoded


def _line_at(block: bytes, position: int) -> tuple[bytes, int]:
    end = _LINE_END.search(block, position)
    if end is None:
        return block[position:], len(block)
    return block[position : end.start()], end.end()


class _Open:
    """A field whose lines are still being put together."""

    def __init__(self, name: str, line: bytes) -> None:
        self.name = name
        self.values: list[bytes] = []
        # Whether a quotation mark stands open, and whether a semicolon says that more follows.
        self.quoting = False
        self.goes_on = False
        self.add(line)

    def add(self, line: bytes) -> None:
        """Take one more line of it."""
        value = line.strip(b" \t")
        self.values.append(value)
        self.quoting ^= value.count(b'"') % 2 == 1
        if value:
            self.goes_on = value.endswith(b";")


def _continues(field: _Open, line: bytes, block: bytes, after: int) -> bool:
    """Whether a line that is no field belongs to the field above it, its indent being lost."""
    of_content = field.name.startswith("content-")
    if (
        of_content
        and _PARAMETER.match(line) is not None
        and (field.goes_on or _OWN_PARAMETER.match(line) is not None)
        and not _looks_base64(line)
    ):
        return True
    if line.startswith(b"=?") or (of_content and field.quoting):
        return True
    # Fields go on below it: the block is not over yet.
    following, _ = _line_at(block, after)
    return not line.startswith(b"--") and _KNOWN.match(following) is not None


def _looks_base64(line: bytes) -> bool:
    return re.fullmatch(rb"[A-Za-z0-9+/]{40,}={0,2}", line) is not None


def _fields(pairs: Iterable[_Open], mended: bool) -> Fields:
    return Fields(
        tuple((field.name, b" ".join(field.values).replace(b"\0", b"")) for field in pairs), mended
    )
