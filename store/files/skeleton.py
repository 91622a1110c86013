"""A raw mail without the contents that are kept anyway: what is left of it, and how to rebuild it.

Most bytes of a mail are base64 of files that are stored decoded. Their lines follow from the file,
the length of a line and its end, so only those are written down; everything else stands in the
skeleton as it came.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

# So many lines are encoded at once: a quarter of a megabyte.
_LINES_AT_ONCE = 3000
_CHUNK_BYTES = 1 << 18


class Base64Lines(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Base64 of a content: `line` characters a line, between each two of them `end`."""

    digest: bytes
    size_bytes: int
    line: int
    end: bytes


class Verbatim(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """A content byte for byte: what is too long for a row of the database."""

    digest: bytes
    size_bytes: int


class Uneven(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """Base64 whose lines end in different ways, as it came; `digest` is that of what it says."""

    text: bytes
    digest: bytes
    size_bytes: int
    line: int


# Bytes stand for themselves.
Stretch = bytes | Base64Lines | Verbatim | Uneven
Skeleton = tuple[Stretch, ...]
# Where a content lies, by its digest in hex.
PathOf = Callable[[str], Path]
# The bytes of a mail from one place up to another.
Read = Callable[[int, int], bytes]


class NotRebuilt(Exception):  # noqa: N818  (the name says what happened)
    """A content of a mail is lost, or not as long as it was; `digest` in hex."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


class Identity:
    """What a mail is known by, in whatever mailbox it lies: line ends do not count.

    A digest over the skeleton with every line end as LF, and over the digests of its contents, so
    that no byte is hashed twice. It depends on the bytes of the mail alone, not on how it is read.
    """

    def __init__(self) -> None:
        self._whole = hashlib.sha256(b"sixones mail 1\n")

    def text(self, windows: Iterable[bytes]) -> None:
        """Take all bytes up to the next lines of base64, or to the end."""
        own = hashlib.sha256()
        held_back = b""
        for window in windows:
            piece = held_back + window
            # A CR at the end may be half of a CRLF.
            held_back = b"\r" if piece.endswith(b"\r") else b""
            if held_back:
                piece = piece[:-1]
            own.update(piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        own.update(held_back.replace(b"\r", b"\n"))
        self._whole.update(b"t" + own.digest())

    def lines(self, digest: bytes, size_bytes: int, line: int) -> None:
        """Take lines of base64, by what they say and how long they are."""
        self._whole.update(b"l%d %d " % (line, size_bytes) + digest)

    def hexdigest(self) -> str:
        """The identity."""
        return self._whole.hexdigest()


def identity_of(skeleton: Skeleton) -> str | None:
    """What the mail of a skeleton is known by; None where a part of it is a content of its own."""
    identity = Identity()
    for stretch in skeleton:
        if isinstance(stretch, bytes):
            identity.text((stretch,))
        elif isinstance(stretch, Verbatim):
            return None
        else:
            identity.lines(stretch.digest, stretch.size_bytes, stretch.line)
    return identity.hexdigest()


def pack(skeleton: Skeleton) -> bytes:
    """A skeleton as one value of a row."""
    return msgspec.msgpack.encode(skeleton)


def unpack(packed: bytes) -> Skeleton:
    """The skeleton in a row.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return msgspec.msgpack.decode(packed, type=Skeleton)


def contents_of(skeleton: Skeleton) -> Iterator[str]:
    """The contents that a mail is rebuilt from, by their digests in hex."""
    for stretch in skeleton:
        if isinstance(stretch, Base64Lines | Verbatim):
            yield stretch.digest.hex()


def rebuilt(skeleton: Skeleton, path_of: PathOf) -> Iterator[bytes]:
    """The mail as it came, in pieces.

    Raises:
        NotRebuilt: a content of it is lost or was cut.
    """
    for stretch in skeleton:
        if isinstance(stretch, bytes):
            yield stretch
        elif isinstance(stretch, Uneven):
            yield stretch.text
        elif isinstance(stretch, Verbatim):
            yield from _chunks(stretch, path_of, _CHUNK_BYTES)
        else:
            yield from _encoded(stretch, path_of)


def is_rebuilt(
    skeleton: Skeleton,
    path_of: PathOf,
    read: Read,
    size_bytes: int,
    compared: Mapping[int, int] | None = None,
) -> bool:
    """Whether a mail of `size_bytes` comes out of its skeleton byte for byte.

    Lines are compared without putting them together, which takes a third of the time.

    Args:
        compared: by where lines begin, how many bytes of whole lines, their ends included, were
            compared when the content was written: these are not compared a second time.
    """
    at = 0
    try:
        for stretch in skeleton:
            line, end, between = 0, b"", b""
            pieces = rebuilt((stretch,), path_of)
            if isinstance(stretch, Base64Lines):
                line, end = stretch.line, stretch.end
                step = line + len(end)
                lines = (compared or {}).get(at, 0) // step
                done_bytes = lines * line // 4 * 3
                pieces = _texts(stretch, path_of, done_bytes)
                at += lines * step
                if lines and done_bytes == stretch.size_bytes:
                    # The end of the last line belongs to what follows.
                    at -= len(end)
            for text in pieces:
                breaks = (len(text) - 1) // line if line else 0
                size = len(text) + breaks * len(end)
                if between and read(at, at + len(between)) != between:
                    return False
                at += len(between)
                window = read(at, at + size)
                if not _is_in_lines(window, text, line, end, breaks):
                    return False
                at += len(window)
                between = end
    except (NotRebuilt, OSError):
        return False
    return at == size_bytes


def _is_in_lines(window: bytes, text: bytes, line: int, end: bytes, breaks: int) -> bool:
    """Whether a window is a text with an end behind each line but the last.

    Every end stands at its place, and what is left without them is the text, which has none.
    """
    if not breaks:
        return window == text
    step = line + len(end)
    if len(window) != len(text) + breaks * len(end):
        return False
    for place, byte in enumerate(end):
        if window[line + place :: step] != bytes((byte,)) * breaks:
            return False
    # Leaving out one byte, and then another, is quicker than both together.
    for byte in frozenset(end):
        window = window.replace(bytes((byte,)), b"")
    return window == text


def _encoded(lines: Base64Lines, path_of: PathOf) -> Iterator[bytes]:
    line, end = lines.line, lines.end
    between = b""
    for text in _texts(lines, path_of):
        yield between + end.join([text[at : at + line] for at in range(0, len(text), line)])
        between = end


def _texts(lines: Base64Lines, path_of: PathOf, start: int = 0) -> Iterator[bytes]:
    """The base64 of a content from a byte on, so many lines at once and without their ends."""
    # The start of the program has no need of it.
    import pybase64

    for chunk in _chunks(lines, path_of, lines.line // 4 * 3 * _LINES_AT_ONCE, start):
        yield pybase64.b64encode(chunk)


def _chunks(
    stretch: Base64Lines | Verbatim, path_of: PathOf, chunk_bytes: int, start: int = 0
) -> Iterator[bytes]:
    digest = stretch.digest.hex()
    left = stretch.size_bytes - start
    try:
        with path_of(digest).open("rb") as content:
            if start and (left < 0 or content.seek(0, io.SEEK_END) != stretch.size_bytes):
                raise NotRebuilt(digest)
            content.seek(start)
            while left:
                chunk = content.read(min(left, chunk_bytes))
                if not chunk:
                    raise NotRebuilt(digest)
                left -= len(chunk)
                yield chunk
            if content.read(1):
                raise NotRebuilt(digest)
    except OSError as err:
        raise NotRebuilt(digest) from err
