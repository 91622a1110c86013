"""In which order a sync makes things last, seen by the calls that it makes of the system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.killing import MAILS, _write_mails
from tests.making import make_workspace

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

_CALL = re.compile(r"(?P<pid>\d+) +(?P<name>\w+)\((?P<given>.*)")
_RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. (?:fsync|fdatasync) resumed>")
_HANDLE = re.compile(r"\d+<([^>]*)>")
_PATHS = re.compile(r'"((?:[^"\\]|\\.)*)"')
_TEMPORARY = re.compile(r"reading-\d+-(?P<mail>\d+)-")


class Call(NamedTuple):
    name: str
    path: str
    given: str


def traced(folder: Path, database: Path, log: Path) -> list[Call]:
    """The calls of a whole sync that name, write and make durable, in their order.

    What makes durable stands where it ended: several threads wait for the disk.
    """
    done = subprocess.run(
        ["strace", "-f", "-qq", "-y", "-s", "9000", "-o", str(log),
         "-e", "trace=fsync,fdatasync,rename,renameat,unlink,unlinkat,mkdir,pwrite64",
         sys.executable, "-B", "-m", "tui.cli", "--workspace", str(folder), "sync"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    found = []
    waiting: dict[str, Call] = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if ended := _RESUMED.match(line):
            found.append(waiting.pop(ended["pid"]))
            continue
        call = _CALL.match(line)
        if call is None or "= -1" in line:
            continue
        given = call["given"]
        handle = _HANDLE.match(given)
        paths = _PATHS.findall(given)
        path = handle[1] if handle else paths[0] if paths else ""
        one = Call(call["name"], path, given)
        if one.name in ("fsync", "fdatasync") and "<unfinished" in given:
            waiting[call["pid"]] = one
        else:
            found.append(one)
    assert any(one.path.startswith(str(database)) for one in found)
    return found


def test_contents_last_before_their_rows_and_before_the_copy_goes(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path / "place")
    store.close()
    _write_mails(tmp_path / "place" / "mails")
    calls = traced(workspace.folder, workspace.database_file, tmp_path / "calls")

    made_durable = {one.path: n for n, one in enumerate(calls) if one.name == "fsync"}
    all_durable: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(calls):
        if one.name in ("fsync", "fdatasync"):
            all_durable[one.path].append(n)
    wal = f"{workspace.database_file}-wal"
    rows = [(n, one) for n, one in enumerate(calls) if one.name == "pwrite64" and one.path == wal]
    removed = {one.path: n for n, one in enumerate(calls) if one.name == "unlink"}
    named = [
        (n, *_PATHS.findall(one.given)[:2]) for n, one in enumerate(calls)
        if one.name == "rename" and _TEMPORARY.search(one.given)
        and str(workspace.files) in _PATHS.findall(one.given)[1]
        and len(Path(_PATHS.findall(one.given)[1]).name) == 64
    ]  # fmt: skip
    assert len(named) >= MAILS
    for at, source, target in named:
        digest, folder = Path(target).name, str(Path(target).parent)
        # The content, then its name, then the folder's names.
        assert made_durable[source] < at
        name_lasts = min(n for n in all_durable[folder] if n > at)
        mentioned = [n for n, one in rows if digest in one.given]
        assert mentioned
        assert name_lasts < min(mentioned), digest
        mail = _TEMPORARY.search(source)
        assert mail is not None
        copy = source[: source.index(mail[0]) + len(mail[0]) - 1]
        assert name_lasts < removed[copy]
    # A folder of contents that was made lasts by the folder above it.
    for n, one in enumerate(calls):
        if one.name == "mkdir" and Path(one.path).parent == workspace.files:
            assert any(after > n for after in all_durable[str(workspace.files)]), one.path
    # And what was committed in the middle lasts with the last change.
    assert max(all_durable[wal]) > max(n for n, _ in rows)


def test_a_group_is_made_durable_in_three_rounds(tmp_path: Path) -> None:
    """Every content, then all names, then the folders: the disk waits for few of them."""
    workspace, store = make_workspace(tmp_path / "place")
    store.close()
    _write_mails(tmp_path / "place" / "mails")
    calls = traced(workspace.folder, workspace.database_file, tmp_path / "calls")
    rounds = ""
    for one in calls:
        if one.name == "fsync" and _TEMPORARY.search(one.path):
            rounds += "c"
        elif (
            one.name == "rename" and _TEMPORARY.search(one.given)
            and str(workspace.files) in one.given.split(",")[1]
        ):  # fmt: skip
            rounds += "n"
        elif one.name == "fsync" and Path(one.path).parent == workspace.files:
            rounds += "f"
    assert re.fullmatch(r"(c+n+f+)+", rounds), rounds
    # Groups of 1, 1, 2, 4, 8 and 14 mails.
    assert len(re.findall(r"c+n+f+", rounds)) == 6
