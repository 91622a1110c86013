"""What comes out of archives: counted, limited, kept in numbered files, told to the parent."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from mailsync.archives.paths import distinct, member_path
from mailsync.filetype import sniff
from mailsync.filetype.side_files import is_owner_file, is_side_file

# The stated number of members that is refused before any is counted, in times what is left.
_FAR_TOO_MANY = 2


class LimitPassed(Exception):  # noqa: N818  (the name says what it is)
    """A limit of the job was passed: `reason` is "bytes", "ratio", "members" or "depth"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoRoom(Exception):  # noqa: N818  (the name says what it is)
    """The folder for temporary files took no more: no fault of the archive."""


@dataclass(frozen=True, slots=True)
class MemberEntry:
    """One member as its archive lists it; `crc` is None where it has none."""

    name: str
    size_bytes: int
    crc: int | None
    folder: bool = False
    special: bool = False
    encrypted: bool = False
    # Rar stores the second of two equal files as a reference to the first.
    copy: bool = False


# Opens an archive of a job, given its path and its depth counted from 1; whether all came out.
Opener = Callable[["Unpacking", Path, str, int], bool]


class Unpacking:
    """One job: counts what comes out, keeps it in numbered files, tells the parent.

    Archives within an archive go back to `open_archive`.
    """

    def __init__(
        self,
        folder: Path,
        program: str,
        limits: dict[str, int | float],
        archive_bytes: int,
        out: TextIO,
        open_archive: Opener,
        password: str = "",
    ) -> None:
        self.program = program
        # "" for none: what is encrypted stays closed.
        self.password = password
        self.folder = folder
        self.junk = 0
        self.memory_bytes = int(limits["memory_bytes"])
        self._depth = int(limits["depth"])
        self._most_members = int(limits["members"])
        self._bytes_left = int(limits["total_bytes"])
        self._free_bytes = int(limits["ratio_from_bytes"])
        self._most_by_ratio = int(limits["ratio"]) * max(1, archive_bytes)
        self._counted = 0
        self._bytes = 0
        self._number = 0
        self._taken: set[str] = set()
        self._out = out
        self._open = open_archive

    def open(self, archive: Path, path: str, depth: int) -> bool:
        """Open one archive, `depth` counted from 1; whether all of it came out."""
        return self._open(self, archive, path, depth)

    def path_of(self, archive: str, name: str) -> str | None:
        """The path of a member, or None for junk and for what was refused as unsafe."""
        below = member_path(name)
        if below is None:
            self.problem("archive.unsafe", name=archive, member=name, reason="outside")
            return None
        if is_side_file(below):
            self.junk += 1
            return None
        return f"{archive}/{below}"

    def is_junk(self, name: str) -> bool:
        """Whether a name is junk, without counting it."""
        return is_side_file(name)

    def count_member(self) -> None:
        """Count one entry.

        Raises:
            LimitPassed: there are more than the job allows.
        """
        if self._most_members <= self._counted:
            raise LimitPassed("members")
        self._counted += 1

    def expect_members(self, number: int) -> None:
        """Refuse in advance what lists many times more entries than the job allows.

        A folder of photographs that is somewhat too large still gives what it may.

        Raises:
            LimitPassed: members.
        """
        if number > _FAR_TOO_MANY * (self._most_members - self._counted):
            raise LimitPassed("members")

    def expect(self, size_bytes: int) -> None:
        """Refuse in advance what says itself that it is too large.

        Raises:
            LimitPassed: as when it would be written.
        """
        self._check(self._bytes + size_bytes)

    def receive(self, chunks: Iterable[bytes]) -> Path:
        """Write one content into a numbered file; real bytes are counted, not stated ones.

        Raises:
            LimitPassed: the archive gives more than the job allows.
            NoRoom: the disk is full.
        """
        self._number += 1
        file = self.folder / str(self._number)
        with file.open("wb") as out:
            for chunk in chunks:
                self._check(self._bytes + len(chunk))
                self._bytes += len(chunk)
                _write(out, chunk)
        return file

    def keep(self, file: Path, path: str, depth: int) -> None:
        """Hand a received member to the parent, or its members where it is an archive."""
        if _is_owner_file(file):
            self.junk += 1
            file.unlink()
            return
        if sniff.media_type_of(file, path) in sniff.ARCHIVES:
            if depth >= self._depth:
                self.problem("archive.too_large", name=path, reason="depth")
            elif self.open(file, path, depth + 1):
                file.unlink()
                return
        self._tell({"event": "member", "path": distinct(path, self._taken), "file": file.name})

    def list(self, entry: MemberEntry) -> None:
        """Tell the parent of a member that stays where it is.

        Raises:
            LimitPassed: there are more than the job allows.
        """
        self.count_member()
        if not entry.folder or entry.special:
            self._tell(
                {
                    "event": "entry",
                    "name": entry.name,
                    "bytes": entry.size_bytes,
                    "encrypted": entry.encrypted,
                    "link": entry.special,
                }
            )

    def problem(self, code: str, **params: str | int) -> None:
        """Tell the parent what could not be read."""
        self._tell({"event": "problem", "code": code, "params": params})

    def no_room(self, reason: str) -> None:
        """Tell the parent that the machine, not the archive, stopped the job."""
        self._tell({"event": "no_room", "reason": reason})

    def done(self, complete: bool) -> None:
        """Tell the parent that the job is over."""
        self._tell(
            {
                "event": "done",
                "complete": complete,
                "junk": self.junk,
                "counted": self._counted,
                "bytes": self._bytes,
            }
        )

    def _check(self, total: int) -> None:
        if total > self._bytes_left:
            raise LimitPassed("bytes")
        if total > self._free_bytes and total > self._most_by_ratio:
            raise LimitPassed("ratio")

    def _tell(self, event: dict[str, object]) -> None:
        self._out.write(json.dumps(event) + "\n")
        # The parent reads what was finished even when it has to end us.
        self._out.flush()


def _is_owner_file(file: Path) -> bool:
    size_bytes = file.stat().st_size
    if size_bytes > 200:
        return False
    return is_owner_file(file.read_bytes(), size_bytes)


def _write(out: BinaryIO, chunk: bytes) -> None:
    try:
        out.write(chunk)
        # What waits in a buffer would fail where nobody expects it.
        out.flush()
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise LimitPassed("bytes") from error
        raise NoRoom(error.strerror) from error
