"""The child process that opens archives: a job on standard input, events on standard output."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

from mailsync.archives.collected import LimitPassed, NoRoom, Unpacking
from mailsync.filetype.magic import BUNDLE_CONTENTS, COMPRESSED_CONTENTS, content_of
from mailsync.programs.confine import confine


def open_archive(job: Unpacking, archive: Path, path: str, depth: int) -> bool:
    """Open one archive, `depth` counted from 1; whether all of it came out."""
    # Imported late: most archives are zips, and the other reader is the slower import.
    content = content_of(archive)
    if content == "zip":
        from mailsync.archives.zip import read_zip

        return read_zip(job, archive, path, depth)
    from mailsync.archives import tools as unpack_tool

    if content not in ("rar", "7z") and content not in BUNDLE_CONTENTS | COMPRESSED_CONTENTS:
        job.problem("archive.unreadable", name=path, reason="format")
        return False
    if not job.program:
        job.problem("archive.tool_missing", name=path)
        return False
    if content == "rar":
        return unpack_tool.read_rar(job, archive, path, depth)
    if content in COMPRESSED_CONTENTS:
        return unpack_tool.read_compressed(job, archive, path, depth, content)
    return unpack_tool.read_bundle(job, archive, path, depth, content)


def main() -> None:
    """Read one job and do it."""
    job = json.load(sys.stdin)
    limits = job["limits"]
    _limit_process(limits)
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


def _limit_process(limits: dict[str, float]) -> None:
    try:
        import resource
    except ImportError:
        # Windows has none; there the parent's clock and our counting are the limits.
        return
    for which, most in (
        (resource.RLIMIT_AS, int(limits["memory_bytes"])),
        (resource.RLIMIT_CPU, max(1, int(limits["time_s"]) + 1)),
        (resource.RLIMIT_FSIZE, int(limits["total_bytes"]) + 1),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS refuses some of them.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    main()
