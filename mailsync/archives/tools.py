"""Rar and 7z archives through the 7-Zip program: data come as a stream, names stay text."""

from __future__ import annotations

import contextlib
import re
import subprocess
import tempfile
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mailsync.archives.collected import MemberEntry, Unpacking
from mailsync.archives.paths import is_volume_name
from mailsync.archives.stream import FATAL, Check, one_member, output, running
from mailsync.filetype.magic import BUNDLE_CONTENTS, COMPRESSED_CONTENTS, content_of
from mailsync.text import charsets

if TYPE_CHECKING:
    import rarfile


_ENCRYPTED = re.compile(r"wrong password|encrypted", re.IGNORECASE)
_FILE_COPY = 5
_CHUNK_BYTES = 1 << 18
_RAR_UNICODE = 0x0200
_CRC_BITS = 32


# Opens one member by its place in the list.
_OpenAlone = Callable[[int], AbstractContextManager[IO[bytes]]]


# How 7-Zip calls the formats that it is asked for.
_FORMATS = {"compress": "Z", "lzh": "lzh"}
# What it says of a file that bytes follow, and of one that is damaged besides.
_FOLLOWED, _DAMAGE = "after the end of the payload data", re.compile(r"ERROR: (?!There are)")
# What the name of a packed file ends with, and what is left of it.
_PACKED_SUFFIX = re.compile(r"\.(?:gz|bz2|xz|zst|lz|z)$|\.t(?:gz|bz2|bz|xz|zst|lz)$", re.IGNORECASE)


def read_other(unpacking: Unpacking, archive: Path, path: str, depth: int) -> bool:
    """Read every member of an archive that is no zip; whether all of it came out."""
    content = content_of(archive)
    if not _can_read(unpacking, path, content):
        return False
    if content == "rar":
        return _read_rar(unpacking, archive, path, depth)
    if content in COMPRESSED_CONTENTS:
        return _read_compressed(unpacking, archive, path, depth, content)
    return _read_bundle(unpacking, archive, path, depth, content)


def other_entries(unpacking: Unpacking, archive: Path, path: str) -> tuple[MemberEntry, ...] | None:
    """What an archive lists that is no zip; None where it lists nothing, and why is told."""
    content = content_of(archive)
    if not _can_read(unpacking, path, content):
        return None
    if content == "rar":
        return _rar_entries(unpacking, archive, path)
    if content in COMPRESSED_CONTENTS:
        return _compressed_entries(unpacking, archive, path, content)
    return _bundle_entries(unpacking, archive, path, content)


def _can_read(unpacking: Unpacking, path: str, content: str) -> bool:
    if content not in ("rar", "7z") and content not in BUNDLE_CONTENTS | COMPRESSED_CONTENTS:
        unpacking.problem("archive.unreadable", name=path, reason="format")
        return False
    if not unpacking.program:
        unpacking.problem("archive.tool_missing", name=path)
        return False
    if content == "lzip":
        # 7-Zip does not read it.
        unpacking.problem("archive.method_unknown", name=path, member=_unpacked_name(path))
        return False
    return True


def _read_bundle(unpacking: Unpacking, archive: Path, path: str, depth: int, content: str) -> bool:
    """Read every member of a 7z, tar, cab, iso, ...; whether all of it came out."""
    kind = _FORMATS.get(content, content)
    entries = _bundle_entries(unpacking, archive, path, content)
    if entries is None:
        return False

    def alone(place: int) -> AbstractContextManager[IO[bytes]]:
        name = entries[place].name
        return one_member(unpacking.program, archive, name, kind=kind, password=unpacking.password)

    return _read_entries(unpacking, archive, path, depth, entries, alone, kind)


def _bundle_entries(
    unpacking: Unpacking, archive: Path, path: str, content: str
) -> tuple[MemberEntry, ...] | None:
    """The members that a 7z, tar, cab, ... lists; None where it lists none, and why is told."""
    kind = _FORMATS.get(content, content)
    output, complaint, failed = _listing(unpacking.program, archive, kind, unpacking.password)
    entries = tuple(_listed(output, crc_bits=16 if content == "lzh" else _CRC_BITS))
    if failed and not entries:
        if _ENCRYPTED.search(complaint):
            unpacking.problem("archive.encrypted", name=path, n=0)
        elif is_volume_name(path):
            unpacking.problem("archive.multi_volume", name=path)
        else:
            unpacking.problem("archive.unreadable", name=path, reason="damaged")
        return None
    return entries


def _read_compressed(
    unpacking: Unpacking, archive: Path, path: str, depth: int, content: str
) -> bool:
    """Read the one file that a .gz, .bz2, .xz, ... is; whether all of it came out.

    A tar in it is no archive within an archive: its members are those of the whole.
    """
    unpacking.count_member()
    file, sound = _unpacked(unpacking, archive, path, content)
    if file is None:
        return False
    if content_of(file) == "tar":
        complete = unpacking.open(file, path, depth)
        if complete:
            file.unlink()
        return complete and sound
    unpacking.keep(file, f"{path}/{_unpacked_name(path)}", depth)
    return sound


def _compressed_entries(
    unpacking: Unpacking, archive: Path, path: str, content: str
) -> tuple[MemberEntry, ...] | None:
    """The one file that a .gz, .bz2, .xz, ... is, or the members of a tar in it."""
    file, _ = _unpacked(unpacking, archive, path, content)
    if file is None:
        return None
    if content_of(file) == "tar":
        return _bundle_entries(unpacking, file, path, "tar")
    return (MemberEntry(_unpacked_name(path), file.stat().st_size, None),)


def _unpacked(
    unpacking: Unpacking, archive: Path, path: str, content: str
) -> tuple[Path | None, bool]:
    """What is packed in a .gz, .bz2, .xz, ..., and whether it has a sound end."""
    kind = _FORMATS.get(content, content)
    with (
        tempfile.TemporaryFile(dir=unpacking.folder) as complaints,
        running(unpacking.program, archive, kind=kind, complaints=complaints) as process,
        output(process) as stream,
    ):
        file = unpacking.receive(iter(lambda: stream.read(_CHUNK_BYTES), b""))
        sound = process.wait() == 0 or _only_followed(complaints)
    if not sound:
        unpacking.problem("archive.unreadable", name=path, reason="damaged")
    if not sound and not file.stat().st_size:
        file.unlink()
        return None, False
    return file, sound


def _only_followed(complaints: IO[bytes]) -> bool:
    """Whether a packed file is whole and only has bytes behind it, as a gateway leaves them."""
    complaints.seek(0)
    said = complaints.read(_CHUNK_BYTES).decode("utf-8", "replace")
    return _FOLLOWED in said and not _DAMAGE.search(said)


def _unpacked_name(path: str) -> str:
    return _PACKED_SUFFIX.sub("", path.rpartition("/")[2]) or "1"


def zip_streams(
    unpacking: Unpacking, archive: Path, sizes: Sequence[int]
) -> Callable[[int], AbstractContextManager[IO[bytes]]] | None:
    """How 7-Zip reads a member of a zip by its place; None where it lists the zip otherwise.

    Args:
        sizes: of all members as the zip's directory lists them.
    """
    if not unpacking.program:
        return None
    entries = tuple(_listed(_listing(unpacking.program, archive, "zip")[0]))
    if [entry.size_bytes for entry in entries] != list(sizes):
        return None
    return lambda place: one_member(
        unpacking.program, archive, entries[place].name, kind="zip", password=unpacking.password
    )


def _listing(program: str, archive: Path, kind: str, password: str = "") -> tuple[str, str, bool]:
    """What 7-Zip lists, all that it says, and whether it failed."""
    done = subprocess.run(
        [
            program,
            "l",
            "-slt",
            "-ba",
            "-sccUTF-8",
            f"-p{password}",
            f"-t{kind}",
            "--",
            str(archive),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    listed = done.stdout.decode("utf-8", "replace")
    return listed, listed + done.stderr.decode("utf-8", "replace"), bool(done.returncode)


def _read_rar(unpacking: Unpacking, archive: Path, path: str, depth: int) -> bool:
    """Read every member of a rar; whether all of it came out."""
    opened = _opened_rar(unpacking, archive, path)
    if opened is None:
        return False
    with contextlib.closing(opened):
        infos = opened.infolist()

        def alone(place: int) -> AbstractContextManager[IO[bytes]]:
            return contextlib.closing(opened.open(infos[place]))

        entries = tuple(_rar_entry(info) for info in infos)
        return _read_entries(unpacking, archive, path, depth, entries, alone)


def _rar_entries(unpacking: Unpacking, archive: Path, path: str) -> tuple[MemberEntry, ...] | None:
    """The members that a rar lists; None where it lists none, and why is told."""
    opened = _opened_rar(unpacking, archive, path)
    if opened is None:
        return None
    with contextlib.closing(opened):
        return tuple(_rar_entry(info) for info in opened.infolist())


def _opened_rar(unpacking: Unpacking, archive: Path, path: str) -> rarfile.RarFile | None:
    """A rar with members; None where it has none that can be read, and why is told."""
    import rarfile

    rarfile.SEVENZIP_TOOL = unpacking.program
    # Shut in, nothing is written but in the job's own folder.
    rarfile.HACK_TMP_DIR = str(unpacking.folder)
    try:
        rarfile.tool_setup(
            unrar=False, unar=False, bsdtar=False, sevenzip=True, sevenzip2=False, force=True
        )
        opened = rarfile.RarFile(str(archive), part_only=True)
    except rarfile.NeedFirstVolume:
        unpacking.problem("archive.multi_volume", name=path)
        return None
    except rarfile.RarCannotExec:
        unpacking.problem("archive.tool_missing", name=path)
        return None
    except (rarfile.Error, OSError, ValueError, IndexError, KeyError, AttributeError, TypeError):
        unpacking.problem("archive.unreadable", name=path, reason="damaged")
        return None
    if unpacking.password:
        with contextlib.suppress(rarfile.Error):
            # Names that are encrypted too are read only now.
            opened.setpassword(unpacking.password)
    if not opened.infolist() and opened.needs_password():
        unpacking.problem("archive.encrypted", name=path, n=0)
    elif _is_rar_volume(opened):
        unpacking.problem("archive.multi_volume", name=path)
    elif not opened.infolist():
        unpacking.problem("archive.unreadable", name=path, reason="damaged")
    else:
        return opened
    opened.close()
    return None


def _read_entries(
    unpacking: Unpacking,
    archive: Path,
    path: str,
    depth: int,
    entries: tuple[MemberEntry, ...],
    alone: _OpenAlone,
    kind: str = "",
) -> bool:
    complete = True
    encrypted = 0
    wanted: dict[int, str] = {}
    for place, entry in enumerate(entries):
        unpacking.count_member()
        if entry.folder and not entry.special:
            continue
        if entry.special:
            unpacking.problem("archive.unsafe", name=path, member=entry.name, reason="link")
            complete = False
            continue
        if entry.encrypted and not unpacking.password:
            encrypted += 1
            continue
        junk = unpacking.is_junk(entry.name)
        member = unpacking.path_of(path, entry.name)
        if member is None:
            complete = complete and junk
            continue
        wanted[place] = member
    if encrypted:
        unpacking.problem("archive.encrypted", name=path, n=encrypted)
        complete = False
    wrong = 0
    if not wanted and complete:
        unpacking.problem("archive.empty", name=path)
        return False
    unpacking.expect(sum(entries[place].size_bytes for place in wanted))
    # A stream of everything can be cut by the listed sizes only where all of it is plain.
    plain = not any(entry.special or entry.encrypted or entry.copy for entry in entries)
    received: dict[int, Path] = {}
    if plain:
        received, sound = _all_at_once(unpacking, archive, entries, wanted, kind)
        if not sound:
            # The list itself may have been cut off.
            unpacking.problem("archive.unreadable", name=path, reason="damaged")
            complete = False
    for place, member in wanted.items():
        file = received.get(place) or _one_by_one(unpacking, entries[place], alone, place)
        if file is None and entries[place].encrypted:
            wrong += 1
            continue
        if file is None:
            name = entries[place].name
            unpacking.problem("archive.member_damaged", name=path, member=name)
            complete = False
            continue
        unpacking.keep(file, member, depth)
    if wrong:
        unpacking.problem("archive.encrypted", name=path, n=wrong)
        return False
    return complete


def _all_at_once(
    unpacking: Unpacking,
    archive: Path,
    entries: tuple[MemberEntry, ...],
    wanted: Container[int],
    kind: str,
) -> tuple[dict[int, Path], bool]:
    """The wanted members by their places, and whether the archive has a sound end.

    Only those come back that agree with their checksums.
    """
    received: dict[int, Path] = {}
    damaged = False
    with running(unpacking.program, archive, kind=kind) as process, output(process) as stream:
        for place, entry in enumerate(entries):
            if entry.folder:
                continue
            check = Check()
            file = unpacking.receive(check.over(stream, entry.size_bytes))
            agrees = check.agrees(entry.size_bytes, entry.crc)
            damaged = damaged or not agrees
            if place in wanted and agrees:
                received[place] = file
            else:
                file.unlink()
        stream.read(1)
        # What is wrong with a member is told by its name.
        return received, damaged or process.wait() < FATAL


def _one_by_one(
    unpacking: Unpacking, entry: MemberEntry, alone: _OpenAlone, place: int
) -> Path | None:
    """One member alone; None where its data are damaged."""
    import rarfile

    check = Check()
    try:
        with alone(place) as stream:
            # One byte more than listed shows that the name meant several members.
            file = unpacking.receive(check.over(stream, entry.size_bytes + 1))
    except (rarfile.Error, OSError, ValueError):
        return None
    if check.agrees(entry.size_bytes, entry.crc):
        return file
    file.unlink()
    return None


def _listed(output: str, *, crc_bits: int = _CRC_BITS) -> Iterator[MemberEntry]:
    """The members of a list; a checksum of other than 32 bits is left to 7-Zip."""
    # Two names with a blank line inside could pass for more entries; the checksums tell.
    for block in re.split(r"\r?\n\r?\n", output):
        fields: dict[str, str] = {}
        for line in block.splitlines():
            key, mark, value = line.partition(" =")
            if mark:
                fields[key] = value.removeprefix(" ")
        if "Path" not in fields:
            continue
        attributes = fields.get("Attributes", "")
        unix = fields.get("Mode") or attributes.rpartition(" ")[2]
        crc = fields.get("CRC", "")
        size = fields.get("Size", "")
        yield MemberEntry(
            fields["Path"],
            int(size) if size.isdecimal() else 0,
            int(crc, 16) if crc_bits == _CRC_BITS and re.fullmatch(r"[0-9A-F]{8}", crc) else None,
            attributes.startswith("D") or unix.startswith("d") or fields.get("Folder") == "+",
            _is_link(attributes, unix) or bool(fields.get("Symbolic Link")),
            fields.get("Encrypted") == "+",
        )


def _is_link(attributes: str, unix: str) -> bool:
    dos = attributes.partition(" ")[0]
    # L is the DOS bit of a reparse point, which is how Windows stores links.
    return (len(unix) == 10 and unix[0] in "lbcps") or "L" in dos


def _rar_entry(info: rarfile.RarInfo) -> MemberEntry:
    redirection = info.file_redir
    copy = bool(redirection and redirection[0] == _FILE_COPY)
    return MemberEntry(
        _rar_name(info),
        info.file_size or 0,
        None if redirection else info.CRC,
        info.is_dir(),
        info.is_symlink() or bool(redirection and not copy),
        info.needs_password(),
        copy,
    )


def _rar_name(info: rarfile.RarInfo) -> str:
    """The name of a rar member: old archives hold GBK without saying so."""
    raw = info.orig_filename
    if isinstance(raw, bytes) and not info.flags & _RAR_UNICODE and not raw.isascii():
        return charsets.undo_mojibake(charsets.decode(raw))
    return charsets.undo_mojibake(str(info.filename))


def _is_rar_volume(opened: rarfile.RarFile) -> bool:
    parser = getattr(opened, "_file_parser", None)
    return bool(getattr(getattr(parser, "_main", None), "flags", 0) & 0x0001)
