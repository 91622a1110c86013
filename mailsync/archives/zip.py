"""Zip archives: names in any charset, every entry checked before it is read."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, BinaryIO

from mailsync.archives.collected import MemberEntry, Unpacking
from mailsync.archives.paths import is_volume_name
from mailsync.text import charsets
from store.files.zip_end import open_zip

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
# So many names for one content may be a slip of a program; more are made on purpose.
_NAMES_CAP = 8
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_UNIX = 3
_UNICODE_PATH = 0x7075
_CHUNK_BYTES = 1 << 18
_AES = 99
_OWN_METHODS = frozenset(
    (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    struct.error,
    UnicodeDecodeError,
    ValueError,
    OverflowError,
)


def read_zip(unpacking: Unpacking, archive: Path, path: str, depth: int) -> bool:
    """Read every member of a zip; whether all of it came out."""
    opened = _opened(unpacking, archive, path)
    if opened is None:
        return False
    with opened as archive_file, Path(opened.filename or archive).open("rb") as raw:
        return _read_members(unpacking, archive_file, raw, path, depth)


def zip_entries(unpacking: Unpacking, archive: Path, path: str) -> tuple[MemberEntry, ...] | None:
    """The members that a zip lists; None where it cannot be read, and why is told."""
    opened = _opened(unpacking, archive, path)
    if opened is None:
        return None
    with opened:
        return tuple(map(_entry, opened.infolist()))


def _entry(info: zipfile.ZipInfo) -> MemberEntry:
    name, _ = _name(info)
    return MemberEntry(
        name,
        info.file_size,
        info.CRC,
        name.endswith(("/", "\\")) and not info.file_size,
        _is_special(info),
        bool(info.flag_bits & _ENCRYPTED_FLAG),
    )


def _opened(unpacking: Unpacking, archive: Path, path: str) -> zipfile.ZipFile | None:
    try:
        return _open(archive, unpacking.folder)
    except _UNREADABLE as error:
        if _is_split(archive) or is_volume_name(path) or "disk" in str(error):
            unpacking.problem("archive.multi_volume", name=path)
        else:
            unpacking.problem("archive.unreadable", name=path, reason="damaged")
        return None


def _read_members(
    unpacking: Unpacking, opened: zipfile.ZipFile, raw: BinaryIO, path: str, depth: int
) -> bool:
    complete = True
    encrypted = found = 0
    unpacking.expect_members(len(opened.infolist()))
    overlapping = _overlapping(opened.infolist(), raw)
    first_at: dict[int, str] = {}
    others = _OtherMethods(unpacking, Path(raw.name), opened.infolist())
    for place, info in enumerate(opened.infolist()):
        unpacking.count_member()
        name, certain = _name(info)
        if name.endswith(("/", "\\")) and not info.file_size:
            continue
        if _is_special(info):
            unpacking.problem("archive.unsafe", name=path, member=name, reason="link")
            complete = False
            continue
        locked = bool(info.flag_bits & _ENCRYPTED_FLAG)
        if locked and not unpacking.password:
            encrypted += 1
            continue
        junk = unpacking.is_junk(name)
        member = unpacking.path_of(path, name)
        if member is None:
            complete = complete and junk
            continue
        if info.header_offset in overlapping:
            if first_at.setdefault(info.header_offset, name) == name:
                unpacking.problem("archive.unsafe", name=path, member=name, reason="overlap")
            complete = False
            continue
        if info.header_offset in first_at:
            # Two entries of one content: it is read once, both names are told.
            if first_at[info.header_offset] != name:
                _tell_names(unpacking, path, first_at[info.header_offset], name)
            continue
        first_at[info.header_offset] = name
        _compare_names(unpacking, info, raw, path, name)
        if not certain:
            unpacking.problem("archive.name_unsure", name=path, member=name)
        try:
            file = (
                others.receive(place)
                if info.compress_type not in _OWN_METHODS
                else _receive(unpacking, opened, info)
            )
        except (MethodUnknown, *_UNREADABLE) as error:
            if locked:
                # The password is wrong.
                encrypted += 1
                continue
            unknown = isinstance(error, MethodUnknown)
            code = "archive.method_unknown" if unknown else "archive.member_damaged"
            unpacking.problem(code, name=path, member=name)
            complete = False
            continue
        found += 1
        unpacking.keep(file, member, depth)
    if encrypted:
        unpacking.problem("archive.encrypted", name=path, n=encrypted)
        return False
    if not found and complete:
        unpacking.problem("archive.empty", name=path)
        return False
    return complete


def _receive(unpacking: Unpacking, opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Path:
    # The stated size is not believed: the data end where the decoder ends, the checksum rules.
    info.file_size = 1 << 62
    if not info.flag_bits & _ENCRYPTED_FLAG:
        with opened.open(info) as content:
            return unpacking.receive(_chunks(content))
    try:
        with opened.open(info, pwd=unpacking.password.encode()) as content:
            return unpacking.receive(_chunks(content))
    except _UNREADABLE:
        # Chinese Windows writes a Chinese password in its own charset.
        with opened.open(info, pwd=unpacking.password.encode("gb18030", "replace")) as content:
            return unpacking.receive(_chunks(content))


class MethodUnknown(Exception):  # noqa: N818  (the name says what it is)
    """A member is packed in a way that neither zipfile nor the 7-Zip program reads."""


class _OtherMethods:
    """Members packed in ways that only the 7-Zip program reads; it is asked when one is met."""

    def __init__(self, unpacking: Unpacking, archive: Path, infos: list[zipfile.ZipInfo]) -> None:
        self._unpacking = unpacking
        self._archive = archive
        # AES has a sum of its own instead.
        self._stated = [
            (info.file_size, None if info.compress_type == _AES and not info.CRC else info.CRC)
            for info in infos
        ]
        self._read: Callable[[int], AbstractContextManager[IO[bytes]]] | None = None
        self._asked = False

    def receive(self, place: int) -> Path:
        """Read one member by its place in the directory.

        Raises:
            MethodUnknown: 7-Zip does not read it either, or is not there.
            BadZipFile: its data are damaged.
        """
        from mailsync.archives.stream import Check
        from mailsync.archives.tools import zip_streams

        if not self._asked:
            self._asked = True
            sizes = [size for size, _ in self._stated]
            self._read = zip_streams(self._unpacking, self._archive, sizes)
        if self._read is None:
            raise MethodUnknown
        size, crc = self._stated[place]
        check = Check()
        with self._read(place) as stream:
            file = self._unpacking.receive(check.over(stream, size + 1))
        if check.agrees(size, crc):
            return file
        nothing = not file.stat().st_size
        file.unlink()
        if nothing:
            raise MethodUnknown
        raise zipfile.BadZipFile


def _open(archive: Path, folder: Path) -> zipfile.ZipFile:
    try:
        return open_zip(archive)
    except UnicodeDecodeError:
        # A name that says it is UTF-8 and is not: read from a copy that says nothing.
        return zipfile.ZipFile(_without_flags(archive, folder))
    except zipfile.BadZipFile as error:
        if "extra field" not in str(error):
            raise
        return zipfile.ZipFile(_with_short_extras(archive, folder))


def _with_short_extras(archive: Path, folder: Path) -> Path:
    """A copy whose extra fields end where they say: times and owners, which other programs skip."""
    content = bytearray(archive.read_bytes())
    place = content.find(b"PK\x01\x02")
    while 0 <= place <= len(content) - 46:
        name, extra = struct.unpack_from("<HH", content, place + 28)
        at, end = place + 46 + name, min(place + 46 + name + extra, len(content))
        while at + 4 <= end:
            (length,) = struct.unpack_from("<H", content, at + 2)
            if at + 4 + length > end:
                struct.pack_into("<H", content, at + 2, end - at - 4)
            at += 4 + length
        place = content.find(b"PK\x01\x02", place + 46)
    return _corrected(archive, folder, content)


def _without_flags(archive: Path, folder: Path) -> Path:
    content = bytearray(archive.read_bytes())
    for magic, flags, name_length, name in ((b"PK\x01\x02", 8, 28, 46), (b"PK\x03\x04", 6, 26, 30)):
        place = content.find(magic)
        while place >= 0:
            if place + name <= len(content):
                (length,) = struct.unpack_from("<H", content, place + name_length)
                (bits,) = struct.unpack_from("<H", content, place + flags)
                if bits & _UTF8_FLAG and not _is_utf8(
                    bytes(content[place + name : place + name + length])
                ):
                    struct.pack_into("<H", content, place + flags, bits & ~_UTF8_FLAG)
            place = content.find(magic, place + 4)
    return _corrected(archive, folder, content)


def _corrected(archive: Path, folder: Path, content: bytearray) -> Path:
    copy = folder / f"{archive.name}.corrected"
    copy.write_bytes(content)
    return copy


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _name(info: zipfile.ZipInfo) -> tuple[str, bool]:
    """The name, and whether its charset is sure.

    From `orig_filename`: `filename` is cut at a NUL, and on Windows the byte 0x5C inside of a
    Chinese character has become a slash there.
    """
    if info.flag_bits & _UTF8_FLAG:
        return charsets.undo_mojibake(info.orig_filename), True
    raw = _raw_name(info)
    unicode_path = _unicode_path(info.extra, raw)
    if unicode_path is not None:
        return unicode_path, True
    text, certain = charsets.decode_checked(raw)
    if not certain:
        return raw.decode("cp437"), False
    return charsets.undo_mojibake(text), True


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & _UTF8_FLAG:
        return info.orig_filename.encode("utf-8")
    try:
        return info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename.encode("utf-8")


def _unicode_path(extra: bytes, raw_name: bytes) -> str | None:
    """Info-ZIP's second name in UTF-8, where it still belongs to the first."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, place)
        body = extra[place + 4 : place + 4 + length]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            (checksum,) = struct.unpack_from("<L", body, 1)
            if checksum == zlib.crc32(raw_name) and _is_utf8(body[5:]):
                return body[5:].decode("utf-8")
        place += 4 + length
    return None


def _is_special(info: zipfile.ZipInfo) -> bool:
    if info.create_system != _UNIX:
        return False
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def _local_name(info: zipfile.ZipInfo, raw: BinaryIO) -> tuple[bytes, int] | None:
    """The name in front of the data, and where the data begin."""
    raw.seek(info.header_offset)
    header = raw.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        return None
    fields = _LOCAL_HEADER.unpack(header)
    name = raw.read(fields[9])
    return name, info.header_offset + _LOCAL_HEADER.size + fields[9] + fields[10]


def _compare_names(
    unpacking: Unpacking, info: zipfile.ZipInfo, raw: BinaryIO, path: str, name: str
) -> None:
    local = _local_name(info, raw)
    if local is None:
        return
    text = local[0]
    if text != _raw_name(info):
        other = charsets.decode(text)
        if other != name:
            _tell_names(unpacking, path, name, other)
        # zipfile refuses a member whose two names differ.
        _set_local_name(info, text, raw)


def _set_local_name(info: zipfile.ZipInfo, text: bytes, raw: BinaryIO) -> None:
    raw.seek(info.header_offset + 6)
    (flags,) = struct.unpack("<H", raw.read(2))
    if flags & _UTF8_FLAG:
        info.orig_filename = text.decode("utf-8", "replace")
    else:
        info.orig_filename = text.decode("cp437")


def _tell_names(unpacking: Unpacking, path: str, first: str, second: str) -> None:
    unpacking.problem("archive.two_names", name=path, member=first, other=second)


def _overlapping(infos: list[zipfile.ZipInfo], raw: BinaryIO) -> set[int]:
    """Where entries begin whose data run into another's, or are many entries' at once: only a
    bomb needs that."""
    spans: dict[int, int] = {}
    shared = Counter(info.header_offset for info in infos)
    for info in infos:
        local = _local_name(info, raw)
        if local is not None:
            end = local[1] + info.compress_size
            spans[info.header_offset] = max(end, spans.get(info.header_offset, 0))
    found = {start for start, entries in shared.items() if entries > _NAMES_CAP}
    before, before_end = -1, -1
    for start, end in sorted(spans.items()):
        if start < before_end:
            found |= {before, start}
        if end > before_end:
            before, before_end = start, end
    return found


def _is_split(archive: Path) -> bool:
    with archive.open("rb") as content:
        head = content.read(4)
        content.seek(max(0, archive.stat().st_size - 66_000))
        tail = content.read()
    end = tail.rfind(b"PK\x05\x06")
    if end >= 0 and end + 8 <= len(tail):
        disk, first_disk = struct.unpack_from("<HH", tail, end + 4)
        return bool(disk or first_disk)
    # The mark that PKZIP puts before the first of several volumes.
    return head == b"PK\x07\x08"


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK_BYTES):
        yield chunk
