"""A raw mail split into contents that are kept decoded and the skeleton that is left of it.

Where the lines of base64 are is found in the bytes alone, the same in every mailbox and whatever
the header says: lines of one length, a last one that may be shorter, from a size on that is worth
a file. A text that any decoder would have to overlook something in is no such lines, and stays.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pybase64

from mailsync.mime.rawmail import RawMail
from store.files.blobs import Blobs
from store.files.skeleton import (
    Base64Lines,
    Identity,
    Skeleton,
    Stretch,
    Uneven,
    Verbatim,
    is_rebuilt,
)

# Below this, a content is not worth a file of its own.
_LEAST_BYTES = 16 << 10
# A text longer than this is a content of its own, and no part of a row.
_LONGEST_TEXT_BYTES = 128 << 10
_SHORTEST_LINE, _LONGEST_LINE = 40, 1000
_WINDOW_BYTES = 64 << 10
_LINES_AT_ONCE = 2500
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
# Of two lines, so that a line of plain letters is not looked at twice.
_FIRST_LINE = re.compile(
    rb"(?<=[\r\n])[A-Za-z0-9+/]{%d,%d}(?=(\r\n|\n|\r)[A-Za-z0-9+/])"
    % (_SHORTEST_LINE, _LONGEST_LINE)
)
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What reading a part has found out: its content, and how far its text is even lines.

    `covered`: so many bytes from its beginning are whole lines of `step` bytes each, without
    padding, of which the decoder overlooked nothing but line ends of `end_bytes` each. `compared`:
    what was decoded of them was encoded again and is these bytes, letter by letter.
    """

    digest: str
    size_bytes: int
    covered: int = 0
    step: int = 0
    end_bytes: int = 0
    compared: bool = False


@dataclass(frozen=True, slots=True)
class SplitMail:
    """A mail by what it is known by, and what is left of it."""

    identity: str
    skeleton: Skeleton


@dataclass(slots=True)
class _Run:
    """Lines of base64: where they are, how long each is, how they end; "" for different ways."""

    start: int
    end: int
    line: int
    line_end: bytes
    size_bytes: int


def split(raw: RawMail, blobs: Blobs, decoded: Mapping[int, Decoded] | None = None) -> SplitMail:
    """Split a mail; contents that are not stored yet are stored in `blobs`.

    What is written there was compared with the mail, byte for byte; a mail that would come out in
    another way is a content of its own.

    Args:
        decoded: what is known of parts, by where their text begins; it saves decoding and hashing
            them again and changes nothing of what comes out.

    Raises:
        StoreError: `disk.full` or `disk.write`.
    """
    taken = _Taken(raw, blobs)
    known = decoded or {}
    at = 0
    for run in _runs(raw, known):
        taken.text(at, run.start)
        taken.lines(run, known.get(run.start))
        at = run.end
    taken.text(at, raw.size)
    skeleton = tuple(taken.stretches)
    if not is_rebuilt(skeleton, blobs.path, raw.read, raw.size, taken.compared):
        skeleton = (whole(raw, blobs),)
    return SplitMail(taken.identity.hexdigest(), skeleton)


def whole(raw: RawMail, blobs: Blobs) -> Verbatim:
    """Keep a mail as it came.

    Raises:
        StoreError: `disk.full` or `disk.write`.
    """
    ref = blobs.put(raw.windows(0, raw.size))
    return Verbatim(bytes.fromhex(ref.digest), ref.size_bytes)


@dataclass(slots=True)
class _Taken:
    raw: RawMail
    blobs: Blobs
    identity: Identity = field(default_factory=Identity)
    stretches: list[Stretch] = field(default_factory=list)
    # Of lines that begin at a place, how many bytes are known to come out the same.
    compared: dict[int, int] = field(default_factory=dict)

    def text(self, start: int, end: int) -> None:
        if start == end:
            return
        self.identity.text(self.raw.windows(start, end))
        if end - start <= _LONGEST_TEXT_BYTES:
            self.stretches.append(self.raw.read(start, end))
        else:
            self._verbatim(start, end)

    def lines(self, run: _Run, known: Decoded | None) -> None:
        if known is not None and known.size_bytes == run.size_bytes:
            digest = bytes.fromhex(known.digest)
            shape = (run.line + len(run.line_end), len(run.line_end))
            if known.compared and (known.step, known.end_bytes) == shape:
                self.compared[run.start] = known.covered
        elif run.line_end:
            digest = bytes.fromhex(self.blobs.put(_decoded(self.raw, run)).digest)
        else:
            digest = _digest_of(_decoded(self.raw, run))
        self.identity.lines(digest, run.size_bytes, run.line)
        if run.line_end:
            self.stretches.append(Base64Lines(digest, run.size_bytes, run.line, run.line_end))
        elif run.end - run.start <= _LONGEST_TEXT_BYTES:
            text = self.raw.read(run.start, run.end)
            self.stretches.append(Uneven(text, digest, run.size_bytes, run.line))
        else:
            self._verbatim(run.start, run.end)

    def _verbatim(self, start: int, end: int) -> None:
        ref = self.blobs.put(self.raw.windows(start, end))
        self.stretches.append(Verbatim(bytes.fromhex(ref.digest), ref.size_bytes))


def _runs(raw: RawMail, known: Mapping[int, Decoded]) -> Iterator[_Run]:
    at = 0
    while at < raw.size:
        # With the byte before, which says whether a line begins here.
        before = raw.read(at - 1, at) if at else b"\n"
        window = before + raw.read(at, min(at + _WINDOW_BYTES, raw.size))
        run = None
        place = 0
        while (found := _FIRST_LINE.search(window, place)) is not None:
            start = at + found.start() - 1
            run = _run_at(raw, start, len(found[0]), found[1], known.get(start))
            if run is not None and run.size_bytes >= _LEAST_BYTES:
                yield run
                break
            # Too few lines, or lines that are no base64: on behind them.
            place = run.end - at + 1 if run is not None else found.end()
            run = None
            if place > len(window):
                break
        if run is not None:
            at = run.end
            continue
        end = at + len(window) - 1
        # What begins in the last lines was not seen to its end.
        at = max(end if end >= raw.size else end - _LONGEST_LINE - 3, at + place - 1)


def _run_at(
    raw: RawMail, start: int, line: int, line_end: bytes, known: Decoded | None
) -> _Run | None:
    """The lines that begin at a place, however few; None where the first is no base64."""
    if line % 4:
        return None
    step = line + len(line_end)
    at, whole = start, 0
    even = True
    if known is not None and (known.step, known.end_bytes) == (step, len(line_end)):
        at, whole = start + known.covered, known.covered // step
    while True:
        count = _whole_lines(raw, at, line, line_end)
        at, whole = at + count * step, whole + count
        text, end = _line_at(raw, at, line)
        if len(text) == line and not text.translate(None, _ALPHABET):
            # A whole line that ends in another way, or with the mail.
            whole += 1
            if not end:
                return _Run(
                    start, at + line, line, line_end if even else b"", whole * line // 4 * 3
                )
            even = even and end == line_end
            at += line + len(end)
            continue
        size_bytes = whole * line // 4 * 3
        last = _last_line_bytes(text)
        if last:
            return _Run(start, at + len(text), line, line_end if even else b"", size_bytes + last)
        # The end of the last line belongs to what follows.
        end_bytes = 2 if raw.read(at - 2, at) == b"\r\n" else 1
        return _Run(start, at - end_bytes, line, line_end if even else b"", size_bytes)


def _whole_lines(raw: RawMail, start: int, line: int, line_end: bytes) -> int:
    """How many lines of this length and end follow, letters of base64 only."""
    step = line + len(line_end)
    count = 0
    while True:
        at = start + count * step
        block = raw.read(at, min(at + step * _LINES_AT_ONCE, raw.size))
        lines = len(block) // step
        for place, byte in enumerate(line_end, start=line):
            column = block[place::step][:lines]
            lines = min(lines, len(column) - len(column.lstrip(bytes((byte,)))))
        # The characters between the ends, none of which may be an end itself.
        if len(block[: lines * step].translate(None, _ALPHABET)) != lines * len(line_end):
            lines = _letters_only(block, lines, line, step)
        count += lines
        if lines < _LINES_AT_ONCE:
            return count


def _letters_only(block: bytes, lines: int, line: int, step: int) -> int:
    for number in range(lines):
        if block[number * step : number * step + line].translate(None, _ALPHABET):
            return number
    return lines


def _line_at(raw: RawMail, at: int, longest: int) -> tuple[bytes, bytes]:
    """The line at a place and its end; one that is longer comes cut off and without an end."""
    window = raw.read(at, min(at + longest + 2, raw.size))
    found = _LINE_END.search(window)
    if found is None:
        return window[: longest + 1], b""
    end = found[0]
    # A CR that the window cuts from its LF.
    if end == b"\r" and raw.read(at + found.end(), at + found.end() + 1) == b"\n":
        end = b"\r\n"
    return window[: found.start()], end


def _last_line_bytes(text: bytes) -> int:
    """How many bytes a last line says; 0 where it is none, or would be written in another way."""
    if not text or len(text) % 4:
        return 0
    try:
        content = pybase64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return 0
    return len(content) if pybase64.b64encode(content) == text else 0


def _decoded(raw: RawMail, run: _Run) -> Iterator[bytes]:
    """What the lines of a run say."""
    held_back = b""
    for window in raw.windows(run.start, run.end):
        text = held_back + window.translate(None, b"\r\n")
        usable = len(text) - len(text) % 4
        held_back = text[usable:]
        yield pybase64.b64decode(text[:usable])


def _digest_of(windows: Iterator[bytes]) -> bytes:
    hasher = hashlib.sha256()
    for window in windows:
        hasher.update(window)
    return hasher.digest()
