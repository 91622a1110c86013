"""One made file of the table: its name, how it is made, the codes that it must give."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FILES = Path(__file__).parent / "files"
Maker = Callable[[Path, str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One file; `codes` are all codes of its findings, sorted, each once."""

    name: str
    make: Maker
    codes: str = ""


def of_bytes(content: bytes) -> Maker:
    """Write exactly this."""
    return lambda path, _ffmpeg: (path.write_bytes(content), None)[1]


def copy_of(name: str, part: float = 1.0) -> Maker:
    """Copy a file of the tests, or the first part of it."""

    def make(path: Path, _ffmpeg: str) -> None:
        content = (FILES / name).read_bytes()
        path.write_bytes(content[: int(part * len(content))])

    return make


def zip_of(*members: tuple[str, bytes], flags: int = 0) -> bytes:
    """A zip, with these bits set in the flags of every member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    written = bytearray(packed.getvalue())
    if flags:
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = written.find(mark)
            while at >= 0:
                written[at + offset] |= flags
                at = written.find(mark, at + 4)
    return bytes(written)
