"""What others on the machine can read of a workspace: nothing, unless it was opened to them."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.files.blobs import Blobs
from store.files.private import make_private, open_to_others
from store.keeping.backup import back_up
from store.reports.archive.write import write_archive
from store.reports.export import write_report
from tests.making import NOW, make_workspace
from tests.store.reports.made_reports import source_of
from tests.tui.commands.cli_runs import write_mail
from tui.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")


@pytest.fixture(params=[0o022, 0o000, 0o077], ids=["usual", "open", "strict"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def readable_by_others(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder)} {stat.S_IMODE(path.lstat().st_mode):o}"
        for path in (folder, *folder.rglob("*"))
        if path.lstat().st_mode & 0o077
    ]


def test_a_workspace_and_all_that_it_writes_is_private(tmp_path: Path, umask: int) -> None:
    workspace, store = make_workspace(tmp_path)
    write_mail(workspace.mail_folder / "1.eml")
    assert main(["--workspace", str(workspace.folder), "sync"]) == 0
    assert main(["--workspace", str(workspace.folder), "remind", "--dry-run"]) == 0
    assert readable_by_others(workspace.folder) == []
    for _ in back_up(store, workspace, tmp_path / "backup", at=NOW):
        pass
    source = source_of(workspace, store, at=NOW)
    for name in ("a.html", "a.xlsx", "a.docx", "a.csv", "a.json", "a.md"):
        write_report(source, store, name[2:], tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    for name in ("archive", "archive.zip"):
        with contextlib.closing(write_archive(source, store, tmp_path / name)) as steps:
            for _ in steps:
                pass
    store.close()
    for name in ("backup", "archive"):
        assert readable_by_others(tmp_path / name) == []
    assert (tmp_path / "archive.zip").stat().st_mode & 0o077 == 0


def test_contents_on_a_share_take_the_rights_of_their_folder(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    files.chmod(0o2770)
    stored = Blobs(files).put([b"content"])
    path = Blobs(files).path(stored.digest)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert path.stat().st_gid == files.stat().st_gid


def test_what_others_can_read_is_named_and_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, store = make_workspace(tmp_path)
    store.close()
    workspace.folder.chmod(0o755)
    workspace.toml.chmod(0o644)
    assert set(open_to_others(workspace.folder)) == {workspace.folder, workspace.toml}
    main(["--workspace", str(workspace.folder), "doctor"])
    assert "sixones doctor --private" in capsys.readouterr().out
    assert main(["--workspace", str(workspace.folder), "doctor", "--private"]) == 0
    assert open_to_others(workspace.folder) == ()
    assert readable_by_others(workspace.folder) == []


def test_a_folder_that_a_group_works_in_was_opened_on_purpose(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    store.close()
    workspace.folder.chmod(0o770)
    assert open_to_others(workspace.folder) == ()
    workspace.folder.chmod(0o775)
    assert open_to_others(workspace.folder) != ()
    make_private(workspace.folder)
    assert stat.S_IMODE(workspace.folder.stat().st_mode) == 0o700
