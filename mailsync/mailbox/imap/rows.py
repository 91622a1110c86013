"""Lines of an IMAP server read into plain values; whatever is odd is left out, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from mailsync.mailbox.names import decode_folder, is_inbox
from store.db.moments import believable
from store.text.visible import visible

# A literal as it was received: small ones in memory, others in a file of their own.
Literal = bytes | bytearray | Path

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_FETCH = re.compile(rb"\* \d+ FETCH \(", re.IGNORECASE)
_KEY = re.compile(rb" *([A-Z0-9.\-]+(?:\[[^\]]*\])?)(?:<(\d+)>)? +", re.IGNORECASE)
# Always ends, at the latest at the end of the line; the second group is empty there.
_QUOTED = re.compile(rb'"((?:[^"\\]++|\\(?s:.)?+)*+)("|\Z)')
_LITERAL = re.compile(rb"~?\{(\d+)\+?\}$")
_ATOM = re.compile(rb"[^\s()\"{]+")
_LIST = re.compile(rb'\(([^)]*)\) +(?:NIL|"((?:[^"\\]|\\.)*)") +(.*)', re.IGNORECASE | re.DOTALL)
_INTERNAL_DATE = re.compile(
    rb" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2})(?: ([+-])(\d{2})(\d{2}))?$"
)


# What a 64-bit column holds; and more than any server keeps of one mail.
_LARGEST = 2**63 - 1
_LARGEST_MAIL_BYTES = 2 << 30
# How much is shown of a line that names no folder.
_MOST_OF_A_LINE = 100
# No quoted string holds these (RFC 3501, 9).
_ENDS_A_LINE = frozenset("\0\r\n")


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of one BODY[...] answer; `content` is None for NIL, `origin` for a whole body."""

    content: Literal | None
    origin: int | None


@dataclass(frozen=True, slots=True)
class FetchRow:
    """What one FETCH line says; None means that it did not say."""

    uid: int | None = None
    size_bytes: int | None = None
    internal_date: datetime | None = None
    body: Body | None = None
    header: Literal | None = None


@dataclass(frozen=True, slots=True)
class ListedFolder:
    """One LIST line: name decoded and as on the wire, hierarchy delimiter, flags.

    `can_be_named` is False where no command could name it: its line was not understood.
    """

    name: str
    wire_name: str
    delimiter: str | None
    flags: tuple[str, ...] = field(default=())
    can_be_named: bool = True


def whole_number(digits: bytes, largest: int = _LARGEST) -> int | None:
    """Read a number of any number of digits; None for one that is too large to be meant."""
    digits = digits.lstrip(b"0") or digits[:1]
    if not digits.isdigit() or len(digits) > len(str(largest)) or int(digits) > largest:
        return None
    return int(digits)


def literal_size(line: bytes) -> int | None:
    """Give the size of the literal that a line without its end announces.

    Raises:
        ValueError: it is larger than any mail.
    """
    announced = _LITERAL.search(line)
    if announced is None:
        return None
    size = whole_number(announced.group(1), _LARGEST_MAIL_BYTES)
    if size is None:
        raise ValueError("a literal larger than any mail")
    return size


def is_fetch(line: bytes) -> bool:
    """Whether a line begins a FETCH row."""
    return _FETCH.match(line) is not None


def read_fetch(parts: Sequence[bytes | Literal]) -> FetchRow:
    """Read a FETCH row given as text, literal, text, literal, ... text.

    A row that breaks off or holds junk gives what was read up to there.
    """
    row = _RowReader(parts)
    uid = size_bytes = None
    internal_date = None
    body = None
    header: Literal | None = None
    while (key := row.key()) is not None:
        name, origin = key
        try:
            value = row.value()
        except ValueError:
            break
        if name == b"UID" and isinstance(value, bytes) and value.isdigit():
            uid = whole_number(value) or None
        elif name == b"RFC822.SIZE" and isinstance(value, bytes) and value.isdigit():
            size_bytes = whole_number(value, _LARGEST_MAIL_BYTES)
        elif name == b"INTERNALDATE" and isinstance(value, bytes):
            internal_date = read_internal_date(value)
        elif name == b"BODY[]":
            body = Body(value, origin)
        elif name.startswith(b"BODY[HEADER"):
            header = value
    return FetchRow(uid, size_bytes, internal_date, body, header)


def read_internal_date(text: bytes) -> datetime | None:
    """Read "17-Jul-1996 02:44:25 -0700"; None where it is no believable date. No zone is UTC."""
    match = _INTERNAL_DATE.match(text)
    if match is None:
        return None
    day, month, year, hour, minute, second, sign, zone_h, zone_min = match.groups()
    offset = timedelta(hours=int(zone_h or 0), minutes=int(zone_min or 0))
    try:
        return believable(
            datetime(
                int(year),
                MONTHS.index(month.decode("ascii").lower()) + 1,
                int(day),
                int(hour),
                int(minute),
                int(second),
                tzinfo=timezone(-offset if sign == b"-" else offset),
            )
        )
    except ValueError:
        return None


def read_list(line: bytes, name_literal: bytes | None = None) -> ListedFolder | None:
    """Read what follows `* LIST `; None for a line that names no folder to be opened."""
    match = _LIST.match(line)
    if match is None:
        text = visible(line[:_MOST_OF_A_LINE].decode("utf-8", "replace").strip())
        return ListedFolder(text, text, None, can_be_named=False) if text else None
    raw = name_literal if name_literal is not None else _string(match.group(3).strip())
    flags = tuple(match.group(1).decode("ascii", "replace").split())
    wire_name = raw.decode("utf-8", "surrogateescape")
    closed = {r"\noselect", r"\nonexistent"} & {flag.lower() for flag in flags}
    if closed or not wire_name:
        return None
    name = "INBOX" if is_inbox(wire_name) else decode_folder(wire_name)
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    can_be_named = _ENDS_A_LINE.isdisjoint(wire_name)
    delimiter = match.group(2)
    return ListedFolder(
        shown if can_be_named else visible(shown),
        wire_name,
        _unescape(delimiter).decode("utf-8", "replace") if delimiter else None,
        flags,
        can_be_named,
    )


def uid_set(uids: Iterable[int]) -> str:
    """Write UIDs as an IMAP set, runs joined: "3:5,9"."""
    ranges: list[list[int]] = []
    for uid in sorted(set(uids)):
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in ranges)


def quoted(text: str) -> bytes:
    """Quote a string for a command; bytes that were not UTF-8 on the wire go back as they came."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.encode("utf-8", "surrogateescape")


class _RowReader:
    """Walks over the parts of one row."""

    def __init__(self, parts: Sequence[bytes | Literal]) -> None:
        self._parts = parts
        self._index = 0
        begin = _FETCH.match(self._text())
        self._at = begin.end() if begin else len(self._text())

    def key(self) -> tuple[bytes, int | None] | None:
        """Give the next item's name and partial origin; None at the end or at junk."""
        match = _KEY.match(self._text(), self._at)
        if match is None:
            return None
        self._at = match.end()
        if match.group(2) is None:
            return match.group(1).upper(), None
        origin = whole_number(match.group(2))
        return (match.group(1).upper(), origin) if origin is not None else None

    def value(self) -> Literal | None:
        """Give the next value; a list is skipped and given as None, as NIL is."""
        text = self._text()
        if text[self._at : self._at + 1] == b"(":
            self._skip_list()
            return None
        if (match := _QUOTED.match(text, self._at)) is not None:
            self._at = match.end()
            if not match.group(2):
                raise ValueError
            return _unescape(match.group(1))
        if _LITERAL.match(text, self._at) is not None:
            return self._literal()
        match = _ATOM.match(text, self._at)
        if match is None:
            raise ValueError
        self._at = match.end()
        return None if match.group().upper() == b"NIL" else match.group()

    def _text(self) -> bytes:
        part = self._parts[self._index]
        return part if isinstance(part, bytes) else b""

    def _literal(self) -> Literal:
        if self._index + 2 >= len(self._parts):
            raise ValueError
        literal = self._parts[self._index + 1]
        self._index += 2
        self._at = 0
        return literal

    def _skip_list(self) -> None:
        depth = 0
        while True:
            text = self._text()
            char = text[self._at : self._at + 1]
            if (match := _QUOTED.match(text, self._at)) is not None:
                self._at = match.end()
            elif char == b"{" and _LITERAL.match(text, self._at):
                self._literal()
            elif not char:
                raise ValueError
            else:
                depth += (char == b"(") - (char == b")")
                self._at += 1
            if depth == 0:
                return


def _string(text: bytes) -> bytes:
    match = _QUOTED.fullmatch(text)
    return _unescape(match.group(1)) if match and match.group(2) else text


def _unescape(text: bytes) -> bytes:
    return re.sub(rb"\\(.)", rb"\1", text, flags=re.DOTALL)
