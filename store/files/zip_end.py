"""Where a zip ends: readers of zips look for its directory in the last 64 KiB only."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_END = struct.Struct("<4s4H2LH")
_MARK = b"PK\x05\x06"
_CENTRAL_MARK = b"PK\x01\x02"
_WIDE_MARK = b"PK\x06\x07"
_MARKS_CAP = 200
_WINDOW_BYTES = 256 << 10


class Part:
    """The first `size_bytes` of a file, read as if the file ended there; it holds nothing open."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        self._path = path
        self._size_bytes = size_bytes
        self._at = 0

    def seekable(self) -> bool:
        """Any place can be read."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, counted from the start, from here, or from the end of the part."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size_bytes}[whence]
        self._at = max(0, start + offset)
        return self._at

    def read(self, size_bytes: int = -1) -> bytes:
        """The next bytes; all that are left without a number."""
        left = max(0, self._size_bytes - self._at)
        with self._path.open("rb") as file:
            file.seek(self._at)
            content = file.read(left if size_bytes < 0 else min(left, size_bytes))
        self._at += len(content)
        return content

    def close(self) -> None:
        """Nothing is open."""


def zip_end(path: Path) -> tuple[int, int]:
    """Where the record that ends a zip stands, and where the zip ends, its comment included.

    Both are 0 where there is no zip. Bytes behind it, however many, are none of its own; a mark
    within its comment is no record.

    Raises:
        OSError: the file could not be read.
    """
    with path.open("rb") as file:
        size_bytes = file.seek(0, io.SEEK_END)
        for at in itertools.islice(_marks(file, size_bytes), _MARKS_CAP):
            record = _read(file, at, _END.size)
            if len(record) < _END.size:
                continue
            end = _END.unpack(record)
            entries, length, comment = int(end[4]), int(end[5]), int(end[7])
            start = at - length
            own = start >= 0 and (not entries or _read(file, start, 4) == _CENTRAL_MARK)
            # A directory of 64 bits has its own end record in between.
            if own or (at >= 20 and _read(file, at - 20, 4) == _WIDE_MARK):
                return at, min(size_bytes, at + _END.size + comment)
    return 0, 0


def _marks(file: BinaryIO, size_bytes: int) -> Iterator[int]:
    """Where the mark of an end stands, last first.

    Read in windows: a file that is mapped whole counts as memory, and most have no mark at all.
    """
    end = size_bytes
    while end > 0:
        start = max(0, end - _WINDOW_BYTES)
        # With what a mark has that begins at the end of this window.
        window = _read(file, start, end - start + len(_MARK) - 1)
        at = window.rfind(_MARK)
        while at >= 0:
            yield start + at
            at = window.rfind(_MARK, 0, at)
        end = start


def _read(file: BinaryIO, at: int, size_bytes: int) -> bytes:
    file.seek(at)
    return file.read(size_bytes)


def open_zip(path: Path) -> zipfile.ZipFile:
    """Open a zip, whatever stands in front of it or behind it.

    Raises:
        zipfile.BadZipFile: it is none, or its directory is damaged.
        OSError: the file could not be read.
    """
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        at, _ = zip_end(path)
        if not at:
            raise
    # Without its comment, in which another mark may stand.
    reader: Any = Part(path, at + _END.size)
    return zipfile.ZipFile(reader)
