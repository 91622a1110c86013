"""Names of the members of a zip, read without opening any; for recognising it only."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from store.files.zip_end import zip_end

_END_OF_ZIP = struct.Struct("<4s4H2LH")
_CENTRAL_ENTRY = struct.Struct("<4s6H3L5H2L")
_TAIL_BYTES = 66_000
# An office file has no more parts; another zip is known to be one by its first names.
_DIRECTORY_BYTES = 2 << 20
_MOST_NAMES = 20_000
# Where the sizes stand in a record of 64 bits.
_NO_SIZE = 0xFFFFFFFF


def zip_names(path: Path) -> Iterator[str]:
    """Names in a zip's central directory; none where it has no end.

    Raises:
        OSError: the file could not be read.
    """
    record, end = zip_end(path)
    if not end:
        return
    with path.open("rb") as content:
        tail_start = max(0, record - _TAIL_BYTES)
        content.seek(tail_start)
        tail = content.read(record + _END_OF_ZIP.size - tail_start)
        at = record - tail_start
        length = _END_OF_ZIP.unpack_from(tail, at)[5]
        if length == _NO_SIZE:
            at = tail.rfind(b"PK\x06\x06", 0, at)
            if at < 0 or at + 48 > len(tail):
                return
            length = int.from_bytes(tail[at + 40 : at + 48], "little")
        # Counted from the end: something may stand before the archive.
        content.seek(max(0, tail_start + at - length))
        directory = content.read(min(length, _DIRECTORY_BYTES))
    place = 0
    for _ in range(_MOST_NAMES):
        if not directory.startswith(b"PK\x01\x02", place):
            return
        if place + _CENTRAL_ENTRY.size > len(directory):
            return
        entry = _CENTRAL_ENTRY.unpack_from(directory, place)
        name_length, extra_length, comment_length = entry[10], entry[11], entry[12]
        start = place + _CENTRAL_ENTRY.size
        yield directory[start : start + name_length].decode("utf-8", "replace")
        place = start + name_length + extra_length + comment_length


def first_member(head: bytes) -> str:
    """The name of the first member by the head of a zip, or ""."""
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        return ""
    (length,) = struct.unpack_from("<H", head, 26)
    return head[30 : 30 + length].decode("utf-8", "replace")
