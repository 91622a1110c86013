"""A header block from raw bytes: fields split leniently, words decoded, never an exception."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailsync.mime.encoded_words import decode_words
from mailsync.text import charsets

# RFC 5322 allows any printable ASCII but the colon; real names are letters, digits and dashes.
_FIELD = re.compile(rb"([A-Za-z][!-9;-~]{0,75})[ \t]*:(?!//)")
# Exports write CR CR LF where a line end was converted twice.
_LINE_END = re.compile(rb"\r{0,4}\n|\r")
_KNOWN = re.compile(
    rb"(?:content-[a-z-]+|mime-version|from|to|cc|bcc|subject|date|message-id|received|reply-to"
    rb"|sender|return-path|references|in-reply-to|precedence|auto-submitted|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE,
)
# A parameter that lost the indent of its folded line.
_PARAMETER = re.compile(rb"[A-Za-z0-9_-]{1,30}(?:\*\d{0,3}\*?)?[ \t]*=[ \t]*[^\s=]")
_OWN_PARAMETER = re.compile(rb"(?:file)?name\*?|charset|boundary|format|size|type", re.IGNORECASE)
# Fields of which a block has one. Where a blank line cut the block, those below belong to it.
_ESSENTIAL = frozenset(("from", "subject", "date", "message-id", "mime-version"))
_OF_PARTS = ("content-type", "content-disposition", "content-transfer-encoding")
_OF_MAILBOXES = frozenset(
    {"status", "x-status", "x-uid", "x-keywords", "x-mozilla-status", "x-mozilla-status2"}
    | {"x-mozilla-keys", "content-length", "lines", "x-account-key", "x-uidl", "x-imapbase"}
)
_MOST_BLANK_LINES = 3
_NEEDED = frozenset(("from", "subject", "date"))
_MOST_FIELDS_BELOW = 200
_MOST_OVERLOOKED = 100


@dataclass(frozen=True, slots=True)
class HeaderFields:
    """The fields of one header block in their order: lower-case name, raw unfolded value."""

    pairs: tuple[tuple[str, bytes], ...]
    # Whether lines had to be put together or the blank line after the block was missing.
    malformed: bool = False

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


def split_fields(block: bytes) -> tuple[HeaderFields, int]:
    """Read the header block that `block` begins with.

    Returns:
        The fields, and where in `block` the body begins.
    """
    pairs: list[_Open] = []
    malformed = False
    position = overlooked = 0
    while position < len(block):
        line, after = _line_at(block, position)
        if not line.strip(b" \t\0"):
            # A line of spaces inside of the block is what is left of a folded field.
            if line and pairs and _goes_on_below(_line_at(block, after)[0]):
                position = after
                continue
            below = _past_blank_lines(block, after)
            if _goes_on(pairs, block, below, overlooked):
                malformed = True
                overlooked += 1
                position = below
                continue
            return _fields(pairs, malformed), after
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
        malformed = True
        if pairs and _continues(pairs[-1], line, block, after):
            pairs[-1].add(line)
            position = after
            continue
        # The blank line is missing: this line is already body.
        return _fields(pairs, malformed), position
    return _fields(pairs, malformed), len(block)


def decode_text(raw: bytes) -> str:
    """A header value as text: encoded words, raw UTF-8, raw GBK; white space made single."""
    return re.sub(r"[ \t\r\n]+", " ", decode_words(charsets.decode(raw))).strip()


def _past_blank_lines(block: bytes, position: int) -> int:
    """Behind a few more blank lines."""
    for _ in range(_MOST_BLANK_LINES):
        line, after = _line_at(block, position)
        if line.strip(b" \t\0") or after >= len(block):
            break
        position = after
    return position


def _goes_on_below(line: bytes) -> bool:
    """Whether a line is a field, or more of one: an indented word of it."""
    return _KNOWN.match(line) is not None or line.lstrip(b" \t").startswith(b"=?")


def _goes_on(pairs: list[_Open], block: bytes, position: int, before: int) -> bool:
    """Whether a block that a blank line ended continues below it: an export broke it.

    So it does where a parameter of the field above is still to come, or where the next lines
    are nothing but fields, none there already, and one of them is missing so far. `before` is
    how many blank lines were overlooked already.
    """
    if not pairs or before >= _MOST_OVERLOOKED:
        return False
    line, after = _line_at(block, position)
    if line[:1] in (b" ", b"\t") and pairs[-1].name.startswith("content-"):
        return pairs[-1].goes_on and _PARAMETER.match(line.strip()) is not None
    have = {field.name for field in pairs}
    below: set[str] = set()
    for _ in range(_MOST_FIELDS_BELOW):
        if not line.strip() or line.startswith(b"--"):
            break
        if line[:1] not in (b" ", b"\t"):
            field = _FIELD.match(line)
            if field is None or _KNOWN.match(line) is None:
                return False
            below.add(field[1].decode("ascii").lower())
        elif not below:
            return False
        if after >= len(block):
            break
        line, after = _line_at(block, after)
    single = _ESSENTIAL.union(_OF_PARTS)
    if not below or have & below & single:
        return False
    if have <= _OF_MAILBOXES:
        # A mail program's own notes, and the mail below them.
        return "from" in below
    if not have & _ESSENTIAL and "received" not in have:
        # The fields of a part, not of a mail.
        return below <= frozenset(_OF_PARTS)
    return before > 0 or bool(below & single) or not have >= _NEEDED


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


def _fields(pairs: Iterable[_Open], malformed: bool) -> HeaderFields:
    return HeaderFields(
        tuple((field.name, b" ".join(field.values).replace(b"\0", b"")) for field in pairs),
        malformed,
    )
