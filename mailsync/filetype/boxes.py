"""The boxes at the top of an ISO media file, walked without decoding."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BOXES_CAP = 100_000


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its kind, where it starts, how long it says it is (to the file's end for 0)."""

    kind: bytes
    start: int
    size_bytes: int


def top_boxes(path: Path) -> Iterator[Box]:
    """The boxes in their order; what is no box ends them.

    Raises:
        OSError: the file could not be read.
    """
    at = 0
    with path.open("rb") as file:
        end = file.seek(0, 2)
        for _ in range(_BOXES_CAP):
            if at + 8 > end:
                return
            file.seek(at)
            head = file.read(16)
            length, kind = struct.unpack_from(">I4s", head)
            if length == 1 and len(head) == 16:
                length = struct.unpack_from(">Q", head, 8)[0]
            elif length == 0:
                length = end - at
            if length < 8 or not all(32 <= byte < 127 or byte == 0xA9 for byte in kind):
                return
            yield Box(kind, at, length)
            at += length
