"""Makes archives that no honest program makes."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a zip; `None` means as an honest program would write it."""

    name: bytes
    content: bytes = b"x"
    flags: int = 0
    local_name: bytes | None = None
    stated_size: int | None = None
    mode: int | None = None
    extra: bytes = b""
    offset_of: int | None = None
    method: int = zipfile.ZIP_DEFLATED
    crc: int | None = None


def make_zip(entries: Iterable[Entry], *, before: bytes = b"", after: bytes = b"") -> bytes:
    """A zip of exactly these entries."""
    out = io.BytesIO()
    out.write(before)
    central: list[bytes] = []
    offsets: list[int] = []
    for entry in entries:
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = entry.content
        if entry.method == zipfile.ZIP_DEFLATED:
            packed = deflate.compress(entry.content) + deflate.flush()
        size = len(entry.content) if entry.stated_size is None else entry.stated_size
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        common = struct.pack(
            "<HHHHLLL", entry.flags, entry.method, 0, 0x5262, crc, len(packed), size
        )
        local_name = entry.name if entry.local_name is None else entry.local_name
        if entry.offset_of is None:
            offsets.append(out.tell() - len(before))
            out.write(b"PK\x03\x04" + struct.pack("<H", 20) + common)
            out.write(struct.pack("<HH", len(local_name), 0) + local_name + packed)
        else:
            offsets.append(offsets[entry.offset_of])
        system = 0 if entry.mode is None else 3
        central.append(
            b"PK\x01\x02"
            + struct.pack("<BBH", 20, system, 20)
            + common
            + struct.pack("<HHHHH", len(entry.name), len(entry.extra), 0, 0, 0)
            + struct.pack("<LL", (entry.mode or 0) << 16, offsets[-1])
            + entry.name
            + entry.extra
        )
    directory = b"".join(central)
    start = out.tell() - len(before)
    out.write(directory)
    out.write(
        b"PK\x05\x06"
        + struct.pack("<HHHHLLH", 0, 0, len(central), len(central), len(directory), start, 0)
    )
    return out.getvalue() + after


def pack_7z(program: Path, folder: Path, archive: Path, *switches: str) -> None:
    """Pack a folder's content with 7-Zip."""
    subprocess.run(
        [program, "a", "-bd", "-snl", *switches, archive, "."],
        cwd=folder,
        check=True,
        capture_output=True,
    )


def make_rar4(entries: Iterable[tuple[bytes, bytes]], *, flags: int = 0, main: int = 0) -> bytes:
    """A rar of version 4 with stored members; names are raw bytes without a charset."""

    def block(kind: int, block_flags: int, fields: bytes, data: bytes = b"") -> bytes:
        size = 7 + len(fields)
        head = struct.pack("<BHH", kind, block_flags, size) + fields
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    out = b"Rar!\x1a\x07\x00" + block(0x73, main, b"\0" * 6)
    for name, content in entries:
        fields = struct.pack(
            "<LLBLLBBHL",
            len(content),
            len(content),
            2,
            zlib.crc32(content),
            0x52620000,
            20,
            0x30,
            len(name),
            0x20,
        )
        out += block(0x74, 0x8000 | flags, fields + name, content)
    return out + block(0x7B, 0x4000, b"")
