"""The boxes of an MP4 file walked without decoding: whole or cut, index first or last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mailsync.filetype.boxes import top_boxes

_NEEDED = frozenset((b"moov", b"mdat", b"moof"))


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
    end = path.stat().st_size
    boxes = tuple(top_boxes(path))
    for box in boxes:
        if box.kind == b"ftyp":
            with path.open("rb") as file:
                file.seek(box.start + 8)
                brand = file.read(4).decode("latin-1")
            break
    kinds = [box.kind for box in boxes]
    index_at = kinds.index(b"moov") if b"moov" in kinds else -1
    media_at = kinds.index(b"mdat") if b"mdat" in kinds else len(kinds)
    return Boxes(
        brand=brand,
        # Bytes behind the last box, or a box of no picture that is cut, take nothing away.
        truncated=any(box.start + box.size_bytes > end and box.kind in _NEEDED for box in boxes),
        has_index=index_at >= 0,
        index_first=0 <= index_at < media_at,
    )
