"""Zip files as Chinese Windows writes them: GBK names without the UTF-8 flag, old encryption."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Sequence

_ENCRYPTED = 0x0001
_UTF8 = 0x0800
# 2021-03-15 10:00:00 as MS-DOS time and date: the same seed gives the same bytes.
_TIME = 10 << 11
_DATE = (2021 - 1980) << 9 | 3 << 5 | 15


def write_zip(
    members: Sequence[tuple[str, bytes]],
    *,
    name_charset: str = "utf-8",
    password: bytes | None = None,
) -> bytes:
    """Write a zip of `(path, content)` members.

    Args:
        name_charset: with anything but "utf-8" the flag for UTF-8 names is left out.
        password: encrypts every member the traditional way, which zipfile can read.
    """
    flags = (_UTF8 if name_charset == "utf-8" else 0) | (_ENCRYPTED if password else 0)
    body = bytearray()
    directory = bytearray()
    for path, content in members:
        name = path.encode(name_charset)
        crc = zlib.crc32(content)
        packed = _deflate(content)
        method = 8
        if len(packed) >= len(content):
            packed, method = content, 0
        if password:
            packed = _encrypt(packed, password, crc)
        common = struct.pack(
            "<HHHHHIIIHH",
            20,
            flags,
            method,
            _TIME,
            _DATE,
            crc,
            len(packed),
            len(content),
            len(name),
            0,
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + common + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory) + b"PK\x05\x06" + end


def _deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _encrypt(content: bytes, password: bytes, crc: int) -> bytes:
    """Encrypt as APPNOTE 6.1 describes: twelve bytes of salt, the last one checks the password."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc_step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc_step(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    salt = random.Random(crc).randbytes(11) + bytes([crc >> 24])
    out = bytearray()
    for byte in salt + content:
        key = keys[2] | 2
        out.append(byte ^ (key * (key ^ 1) >> 8 & 0xFF))
        update(byte)
    return bytes(out)


def _crc_step(crc: int, byte: int) -> int:
    # zlib inverts before and after; the cipher wants the bare step.
    return zlib.crc32(bytes([byte]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
