"""The raw bytes of one mail, read in windows so that a mail of any size costs little memory."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

# Small enough for a processor's cache, large enough that calls cost nothing; and whole lines of
# base64 as nearly all programs write them, so that no line is cut and put together again.
WINDOW_BYTES = 3360 * 78
# Mails up to this size are held whole: most are, and slicing memory is quicker than reading.
_HELD_BYTES = 4 << 20
_LONE_CR = re.compile(rb"\r(?!\n)")


class RawMail:
    """Random access to a mail, as a file or in memory; positions are bytes from its beginning."""

    def __init__(self, raw: Path | bytes) -> None:
        self._file: io.FileIO | io.BytesIO
        if isinstance(raw, Path):
            # Unbuffered: every read is a window of its own.
            self._file = raw.open("rb", buffering=0)
            self.size = raw.stat().st_size
        else:
            self._file = io.BytesIO(raw)
            self.size = len(raw)
        self._held = self._file.read() if self.size <= _HELD_BYTES else None
        if self._held is not None:
            self.size = len(self._held)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`."""
        if self._held is not None:
            return self._held[start:end]
        self._file.seek(start)
        pieces: list[bytes] = []
        missing = end - start
        while missing > 0:
            piece = self._file.read(missing)
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def windows(self, start: int, end: int) -> Iterator[bytes]:
        """The same bytes in pieces of at most `WINDOW_BYTES`."""
        for begin in range(start, end, WINDOW_BYTES):
            yield self.read(begin, min(begin + WINDOW_BYTES, end))

    def find_all(self, needle: bytes, start: int, end: int) -> Iterator[int]:
        """Every place of `needle`, lowest first, without overlaps."""
        begin = start
        while begin < end:
            # The windows overlap, so that no needle is cut.
            window = self.read(begin, min(begin + WINDOW_BYTES + len(needle) - 1, end))
            # One byte is found fifty times quicker than several, and base64 has no hyphen.
            first = window.find(needle[:1])
            place = window.find(needle, first) if first >= 0 else -1
            after = 0
            while place >= 0:
                yield begin + place
                after = place + len(needle)
                place = window.find(needle, after)
            begin += max(WINDOW_BYTES, after)

    def former_identity(self) -> str:
        """The sha256 with every line end as LF: by this, mails were known before skeletons."""
        hasher = hashlib.sha256()
        held_back = b""
        for window in self.windows(0, self.size):
            window = held_back + window
            # A CR at the end may be half of a CRLF.
            held_back = b"\r" if window.endswith(b"\r") else b""
            if held_back:
                window = window[:-1]
            hasher.update(_with_lf(window))
        hasher.update(held_back.replace(b"\r", b"\n"))
        return hasher.hexdigest()


def _with_lf(lines: bytes) -> bytes:
    """The same lines, every end of them LF."""
    # Leaving out one byte is ten times quicker than replacing two.
    without = lines.replace(b"\r", b"")
    left_out = len(lines) - len(without)
    if not left_out or _has_even_ends(lines, left_out) or _LONE_CR.search(lines) is None:
        return without
    return lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _has_even_ends(lines: bytes, returns: int) -> bool:
    """Whether all `returns` belong to CRLFs at one distance, as in base64: told by a few bytes."""
    first = lines.find(b"\r\n")
    line = lines.find(b"\r\n", first + 2) - first
    if first < 0 or line < 2:
        return False
    return lines[first::line] == b"\r" * returns and lines[first + 1 :: line] == b"\n" * returns
