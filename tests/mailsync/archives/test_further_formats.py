"""Archives in formats that only 7-Zip reads, and in one that it does not."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
from collections.abc import Callable

import pytest

from tests.mailsync.archives.opened import Open


def crc16(content: bytes) -> int:
    """The checksum of LHA."""
    found = 0
    for byte in content:
        found ^= byte
        for _ in range(8):
            found = found >> 1 ^ (0xA001 if found & 1 else 0)
    return found


def lzh(name: bytes, content: bytes) -> bytes:
    """An archive of LHA with one member that is stored."""
    size = len(content)
    head = b"-lh0-" + struct.pack("<IIIBB", size, size, 0x3E721000, 0x20, 0)
    head += bytes((len(name),)) + name + struct.pack("<H", crc16(content))
    return bytes((len(head), sum(head) & 0xFF)) + head + content + b"\0"


def test_a_member_of_an_lzh_is_whole_by_a_checksum_of_two_bytes(open_archive: Open) -> None:
    found, listed, said = open_archive(lzh(b"a.txt", b"learning"), "a.lzh")
    assert (listed, said, found.complete) == ([("a.lzh/a.txt", b"learning")], [], True)


def test_a_damaged_member_of_an_lzh_is_told(open_archive: Open) -> None:
    found, _, said = open_archive(lzh(b"a.txt", b"learning").replace(b"earn", b"EARN"), "a.lzh")
    assert (said[0][0], found.complete) == ("archive.unreadable", False)


def test_a_format_that_nothing_reads_is_said_and_is_no_damage(open_archive: Open) -> None:
    _, listed, said = open_archive(b"LZIP\1\x0c" + bytes(60), "a.tar.lz")
    assert (listed, said) == ([], [("archive.method_unknown", {"member": "a.tar"})])


def tarred() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        made.addfile(tarfile.TarInfo("a.txt"))
    return packed.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("behind", [b"\r\n--=_boundary--\r\n", b"junk" * 500])
def test_bytes_behind_a_packed_file_take_nothing_away(
    pack: Callable[[bytes], bytes], behind: bytes, open_archive: Open
) -> None:
    found, listed, said = open_archive(pack(tarred()) + behind, "a.tgz")
    assert (listed, said, found.complete) == ([("a.tgz/a.txt", b"")], [], True)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_that_is_cut_off_is_told(
    pack: Callable[[bytes], bytes], open_archive: Open
) -> None:
    found, _, said = open_archive(pack(tarred())[:-9], "a.tgz")
    assert [code for code, _ in said] == ["archive.unreadable"]
    assert not found.complete


def test_a_tar_of_before_posix_is_one(open_archive: Open) -> None:
    head = tarfile.TarInfo("a.txt").tobuf(tarfile.USTAR_FORMAT)[:257].ljust(512, b"\0")
    blank = head[:148] + b" " * 8 + head[156:]
    head = head[:148] + b"%06o\0 " % sum(blank) + head[156:]
    _, listed, said = open_archive(head + bytes(1024), "a.tar")
    assert (listed, said) == ([("a.tar/a.txt", b"")], [])
