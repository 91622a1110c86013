"""The boxes of an MP4 file walked without decoding: whole or cut, index first or last."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_BOXES_CAP = 100_000


@dataclass(frozen=True, slots=True)
class Boxes:
    """`truncated`: a box reaches beyond the file's end; `index_first`: playable while loading."""

    brand: str
    truncated: bool
    has_index: bool
    index_first: bool


def walk_boxes(path: Path) -> Boxes:
    """Walk the top level of an ISO media file.

    Raises:
        OSError: the file could not be read.
    """
    brand = ""
    seen: list[str] = []
    at = 0
    with path.open("rb") as file:
        size_bytes = file.seek(0, 2)
        for _ in range(_BOXES_CAP):
            if at + 8 > size_bytes:
                break
            file.seek(at)
            head = file.read(16)
            length, kind = struct.unpack_from(">I4s", head)
            if length == 1 and len(head) == 16:
                length = struct.unpack_from(">Q", head, 8)[0]
            elif length == 0:
                length = size_bytes - at
            if length < 8:
                break
            seen.append(kind.decode("latin-1"))
            if kind == b"ftyp":
                brand = head[8:12].decode("latin-1")
            at += length
    index_at = seen.index("moov") if "moov" in seen else -1
    media_at = seen.index("mdat") if "mdat" in seen else len(seen)
    return Boxes(
        brand=brand,
        truncated=at > size_bytes,
        has_index=index_at >= 0,
        index_first=0 <= index_at < media_at,
    )
