"""A disk that takes no more leaves the old report whole, and nothing beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.reports.made_reports import many

# A limit on the size of any file stands for the full disk: the kernel refuses the write alike.
_PROGRAM = """
import resource, signal, sys
from pathlib import Path
from store.keeping.backup import back_up
from store.workspace.workspace import open_workspace
from store.db.database import open_store
from store.errors import StoreError
from store.reports.archive.write import write_archive
from store.reports.export import write_report
from tests.store.reports.made_reports import AT, source_of

workspace = open_workspace(Path(sys.argv[1]))
store = open_store(workspace.database)
source = source_of(workspace, store)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
name, path = sys.argv[2], Path(sys.argv[3])
try:
    if name == "archive":
        list(write_archive(source, store, path))
    elif name == "backup":
        list(back_up(store, workspace, path, at=AT))
    else:
        write_report(source, store, name, path)
except StoreError as err:
    sys.stdout.write(err.code)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")


@pytest.fixture(scope="module")
def workspace_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace, store = many(tmp_path_factory.mktemp("many"), 120, units=6)
    store.close()
    return workspace.folder


def full(folder: Path, name: str, path: Path, limit: int) -> str:
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(folder), name, str(path), str(limit)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    ).stdout


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("docx", ".docx"),
        ("xlsx", ".xlsx"),
        ("html", ".html"),
        ("csv", ".csv"),
        ("json", ".json"),
        ("md", ".md"),
        ("missing", ".txt"),
        ("missing", ".xlsx"),
        ("archive", ".zip"),
    ],
)
def test_a_full_disk_leaves_the_old_file_whole(
    workspace_folder: Path, tmp_path: Path, name: str, suffix: str
) -> None:
    path = tmp_path / f"report{suffix}"
    path.write_bytes(b"the old one")
    assert full(workspace_folder, name, path, 2_000) in ("disk.full", "disk.write")
    assert path.read_bytes() == b"the old one"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_full_disk_leaves_no_half_a_backup(workspace_folder: Path, tmp_path: Path) -> None:
    assert full(workspace_folder, "backup", tmp_path / "b", 20_000).startswith("disk.")
    assert list(tmp_path.iterdir()) == []


def test_with_room_again_the_report_is_written(workspace_folder: Path, tmp_path: Path) -> None:
    assert full(workspace_folder, "csv", tmp_path / "a.csv", 10_000_000) == ""
    assert (tmp_path / "a.csv").stat().st_size > 2_000
