"""The archive beside bare copying of the same files under the same names, in turns, in one run.

The peers copy with shutil and zipfile and make the disk keep it once, at the end; they check no
digest, name a file before it is whole, and write no page. Before that archives of large files,
each in a process of its own, for its memory.
Usage: python -m bench.archive [BRANCHES] [ROUNDS] [LARGE_MEGABYTES]
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec

from store.db.database import Store, open_store
from store.files.blobs import Blobs
from store.model import Attachment, Branch, FileKind, SubCommittee
from store.reports.archive.plan import ArchiveEntry, archive_plan
from store.reports.archive.write import write_archive
from store.workspace.workspace import Workspace, open_workspace
from tests.making import DEADLINE, add_roster, auto, make_mail, make_workspace, take_in
from tests.store.reports.made_reports import AT, source_of

_PLAN_BYTES, _VIDEO_BYTES = 100_000, 300_000
_MEGABYTE = 1 << 20
_UNITS = 40


def filled(folder: Path, branches: int) -> tuple[Workspace, Store]:
    """A workspace in which every branch sent a plan and a video."""
    workspace, store = make_workspace(folder)
    blobs = workspace.blobs
    add_roster(
        store,
        [SubCommittee(f"F{n}", f"第{n}学院党委") for n in range(_UNITS)],
        [Branch(f"F{n:05d}", f"F{n % _UNITS}", f"第{n}教工党支部") for n in range(branches)],
    )
    with store.atomic():
        for n in range(branches):
            plan, video = (
                f"{kind} {n} ".ljust(16, "x") * (size // 16)
                for kind, size in (("plan", _PLAN_BYTES), ("video", _VIDEO_BYTES))
            )
            blobs.put([plan.encode()])
            blobs.put([video.encode()])
            take_in(
                store,
                make_mail(f"mail {n}", [("方案.docx", plan), ("视频.mp4", video)], at=DEADLINE),
                auto(f"F{n:05d}", FileKind.PLAN),
                auto(f"F{n:05d}", FileKind.VIDEO),
            )
    return workspace, store


def large(folder: Path, megabytes: int) -> Workspace:
    """A workspace with four videos of together so many megabytes."""
    workspace, store = make_workspace(folder)
    found = []
    for n in range(4):
        ref = workspace.blobs.put(_noise(n, megabytes // 4))
        found.append(Attachment(f"v{n}.mp4", ref.digest, "video/mp4", ref.size_bytes))
    mail = msgspec.structs.replace(make_mail("large", at=DEADLINE), attachments=tuple(found))
    take_in(store, mail, *(auto("B1", FileKind.VIDEO) for _ in found))
    store.close()
    return workspace


def _noise(seed: int, megabytes: int) -> Iterator[bytes]:
    block = os.urandom(_MEGABYTE)
    for n in range(megabytes):
        yield block[n:] + block[:n] + bytes([seed])


def archived(workspace: Workspace, store: Store, target: Path) -> None:
    """Ours."""
    for _ in write_archive(source_of(workspace, store, at=AT + timedelta(hours=1)), store, target):
        pass


def bare_folder(entries: tuple[ArchiveEntry, ...], blobs: Blobs, target: Path) -> None:
    """shutil, and the names."""
    for entry in entries:
        place = target / entry.path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(blobs.path(entry.digest), place)
    os.sync()


def bare_zip(entries: tuple[ArchiveEntry, ...], blobs: Blobs, target: Path) -> None:
    """zipfile, and the names."""
    with zipfile.ZipFile(target, "w") as archive:
        for entry in entries:
            archive.write(blobs.path(entry.digest), entry.path)
    os.sync()


def timed(work: Callable[[Path], object], target: Path) -> float:
    """Seconds that a work takes; what it wrote is removed."""
    gc.collect()
    os.sync()
    started = time.perf_counter()
    work(target)
    took = time.perf_counter() - started
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    return took


def compare(branches: int, rounds: int) -> None:
    """Print both forms beside their peers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace, store = filled(folder / "made", branches)
        with closing(store):
            blobs = workspace.blobs
            entries = archive_plan(source_of(workspace, store), reserved=set())
            size = sum(entry.size_bytes for entry in entries) / _MEGABYTE
            print(f"{branches} branches, {len(entries)} files, {size:.0f} MB; medians")
            for label, ours, peer in (
                ("folder", folder / "a", bare_folder),
                ("zip", folder / "a.zip", bare_zip),
            ):
                own, bare = [], []
                for _ in range(rounds):
                    own.append(timed(lambda at: archived(workspace, store, at), ours))
                    bare.append(timed(lambda at: peer(entries, blobs, at), ours))  # noqa: B023
                mine, other = statistics.median(own), statistics.median(bare)
                print(f"{label:8} {mine:6.2f} s   peer {other:6.2f} s   {mine / other:5.2f}x")
            archived(workspace, store, folder / "a")
            again = time.perf_counter()
            archived(workspace, store, folder / "a")
            print(f"folder, written again with nothing new: {time.perf_counter() - again:.2f} s")


def memory(megabytes: int) -> None:
    """Print the peak memory of archives of small and of large files."""
    for size in (8, megabytes):
        with tempfile.TemporaryDirectory() as name:
            workspace = large(Path(name) / "made", size)
            for target in ("a", "a.zip"):
                asked = [sys.executable, "-m", "bench.archive", "--peak"]
                asked += [str(workspace.folder), str(Path(name) / target)]
                said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
                print(f"{size:6} MB as {target:6} {said.strip()}")


def peak(workspace: Workspace, target: Path) -> None:
    """Write one archive and print what it took."""
    started = time.perf_counter()
    with closing(open_store(workspace.database)) as store:
        archived(workspace, store, target)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{time.perf_counter() - started:6.2f} s, peak {kilobytes >> 10} MB")


if __name__ == "__main__":
    if "--peak" in sys.argv:
        peak(open_workspace(Path(sys.argv[2])), Path(sys.argv[3]))
    else:
        wanted = [int(text) for text in sys.argv[1:]]
        wanted += [5_000, 3, 2_048][len(wanted) :]
        # First: the peak of a child begins with its parent's.
        memory(wanted[2])
        compare(wanted[0], wanted[1])
