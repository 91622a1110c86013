"""The child process that opens archives: a job on standard input, events on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mailsync.archives.collected import LimitPassed, MemberEntry, NoRoom, Unpacking
from mailsync.filetype.magic import content_of
from mailsync.programs.confine import confine
from mailsync.programs.limits import limit_this


@dataclass(frozen=True, slots=True)
class _ArchiveReader:
    """What reads a format: the members themselves, or only what is listed of them."""

    read: Callable[[Unpacking, Path, str, int], bool]
    entries: Callable[[Unpacking, Path, str], tuple[MemberEntry, ...] | None]


def open_archive(job: Unpacking, archive: Path, path: str, depth: int) -> bool:
    """Open one archive, `depth` counted from 1; whether all of it came out."""
    return _reader_of(archive).read(job, archive, path, depth)


def list_archive(job: Unpacking, archive: Path, path: str) -> bool:
    """Tell what an archive lists, members of archives in it left out; whether it could be read."""
    entries = _reader_of(archive).entries(job, archive, path)
    for entry in entries or ():
        job.list(entry)
    return entries is not None


def _reader_of(archive: Path) -> _ArchiveReader:
    # Imported late: most archives are zips, and the other reader is the slower import.
    if content_of(archive) == "zip":
        from mailsync.archives.zip import read_zip, zip_entries

        return _ArchiveReader(read_zip, zip_entries)
    from mailsync.archives.tools import other_entries, read_other

    return _ArchiveReader(read_other, other_entries)


def main() -> None:
    """Read one job and do it."""
    job = json.load(sys.stdin)
    limits = job["limits"]
    limit_this(
        memory_bytes=int(limits["memory_bytes"]),
        file_bytes=int(limits["total_bytes"]) + 1,
        cpu_s=max(1, int(limits["time_s"]) + 1),
    )
    archive = Path(job["archive"])
    unpacking = Unpacking(
        Path(job["folder"]),
        job["program"],
        limits,
        archive.stat().st_size,
        sys.stdout,
        open_archive,
        job.get("password", ""),
    )
    program = Path(job["program"]).resolve() if job["program"] else None
    confine(
        read=(str(archive), *((str(program.parent),) if program else ())), write=(job["folder"],)
    )
    name = job["name"]
    complete = False
    try:
        if job.get("only_list"):
            complete = list_archive(unpacking, archive, name)
        else:
            complete = open_archive(unpacking, archive, name, 1)
    except LimitPassed as limit:
        unpacking.problem("archive.too_large", name=name, reason=limit.reason)
    except MemoryError:
        unpacking.problem("archive.too_large", name=name, reason="memory")
    except RecursionError:
        unpacking.problem("archive.unreadable", name=name, reason="format")
    except NoRoom as error:
        unpacking.no_room(str(error))
        return
    unpacking.done(complete)


if __name__ == "__main__":
    main()
