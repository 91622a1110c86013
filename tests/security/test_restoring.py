"""A backup or an archive of hostile origin brings its list of files, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from store.db.database import Store
from store.errors import StoreError
from store.files.archive_source import ArchiveSource, NotWhole
from store.files.blobs import Blobs
from store.keeping.archived import opened_archive
from store.keeping.backup import CopyOutcome, back_up, restore
from store.reports.archive.write import write_archive
from store.workspace.workspace import Workspace, open_workspace
from tests.finishing import finished
from tests.making import NOW, make_workspace
from tests.store.reports.made_reports import source_of
from tui.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and FIFOs of POSIX")


class Place(NamedTuple):
    """An open workspace."""

    workspace: Workspace
    store: Store


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(*make_workspace(tmp_path))
    yield made
    made.store.close()


@pytest.fixture
def backup(place: Place, tmp_path: Path) -> Path:
    place.workspace.blobs.put([b"content"])
    (place.workspace.folder / "roster.toml").write_text("x = 1\n", encoding="utf-8")
    for _ in back_up(place.store, place.workspace, tmp_path / "backup", at=NOW):
        pass
    return tmp_path / "backup"


def add(backup: Path, path: str, content: bytes = b"evil") -> None:
    """Let a backup's list name a file, as whoever sends it can."""
    list_of = backup / "sixones-backup.json"
    told = json.loads(list_of.read_text("utf-8"))
    told["files"].append(
        {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    )
    list_of.write_text(json.dumps(told), encoding="utf-8")


def restored(backup: Path, target: Path) -> CopyOutcome:
    return finished(restore(backup, target))


@pytest.mark.parametrize(
    "path",
    ["../evil", "/etc/evil", "files/../../evil", "files\\..\\evil", "C:evil", "a\0b", "", ".",
     "~/evil", "files//x", "./sixones.toml"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused_by_name(
    backup: Path, tmp_path: Path, path: str
) -> None:
    add(backup, path)
    with pytest.raises(StoreError) as refused:
        restored(backup, tmp_path / "new")
    assert refused.value.code == "backup.unsafe"
    assert refused.value.fields["path"] == path
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("kind", ["link", "folder link", "fifo", "folder", "device"])
def test_what_is_no_plain_file_is_refused_and_never_waited_for(
    backup: Path, tmp_path: Path, kind: str
) -> None:
    digest = "ab" + "0" * 62
    path = f"files/ab/{digest}"
    place = backup / path
    add(backup, path)
    secret = tmp_path / "elsewhere" / digest
    secret.parent.mkdir()
    secret.write_bytes(b"evil")
    if kind == "folder link":
        (backup / "files" / "ab").symlink_to(secret.parent)
    else:
        place.parent.mkdir(parents=True)
        match kind:
            case "link":
                place.symlink_to(secret)
            case "fifo":
                os.mkfifo(place)
            case "folder":
                place.mkdir()
            case "device":
                place.symlink_to("/dev/zero")
    with pytest.raises(StoreError) as refused:
        restored(backup, tmp_path / "new")
    assert (refused.value.code, refused.value.fields["path"]) == ("backup.unsafe", path)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "path",
    ["templates/evil.html", "templates/zh_CN/sub/x.txt", "files/.archived.json", "files/ab/evil",
     "viewing/x", "sixones.db-wal", "personal.toml", "evil.toml", ".bashrc"],
)  # fmt: skip
def test_nothing_outside_the_list_is_restored(backup: Path, tmp_path: Path, path: str) -> None:
    (backup / path).parent.mkdir(parents=True, exist_ok=True)
    (backup / path).write_bytes(b"evil")
    add(backup, path)
    restored(backup, tmp_path / "new")
    assert not (tmp_path / "new" / path).exists()
    assert open_workspace(tmp_path / "new")


def test_a_content_that_does_not_end_is_cut_at_its_size(backup: Path, tmp_path: Path) -> None:
    digest = "ab" + "0" * 62
    (backup / "files" / "ab").mkdir(parents=True)
    with (backup / "files" / "ab" / digest).open("wb") as out:
        out.truncate(8 << 30)
    add(backup, f"files/ab/{digest}")
    outcome = restored(backup, tmp_path / "new")
    assert digest in outcome.damaged


def test_a_restored_backup_of_another_mailbox_is_asked_about(backup: Path, tmp_path: Path) -> None:
    toml = backup / "sixones.toml"
    text = toml.read_text("utf-8").replace(str(tmp_path / "mails"), "/home/victim/Mail")
    toml.write_text(text, encoding="utf-8")
    told = json.loads((backup / "sixones-backup.json").read_text("utf-8"))
    for file in told["files"]:
        if file["path"] == "sixones.toml":
            file |= {
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "size": len(text.encode()),
            }
    (backup / "sixones-backup.json").write_text(json.dumps(told), encoding="utf-8")
    assert main(["restore", str(backup), str(tmp_path / "new")]) == 0
    assert main(["--workspace", str(tmp_path / "new"), "sync"]) == 2


def test_a_backup_of_ones_own_is_trusted_where_it_is_restored(backup: Path, tmp_path: Path) -> None:
    assert main(["restore", str(backup), str(tmp_path / "new")]) == 0
    assert main(["--workspace", str(tmp_path / "new"), "sync"]) == 0


def test_letters_are_not_written_from_templates_of_a_backup_before_a_look(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = backup / "templates" / "zh_CN" / "letter.html"
    layout.parent.mkdir(parents=True)
    layout.write_bytes(b"evil")
    add(backup, "templates/zh_CN/letter.html")
    assert main(["restore", str(backup), str(tmp_path / "new")]) == 0
    assert "templates" in capsys.readouterr().out
    for command in (["sync"], ["remind"]):
        assert main(["--workspace", str(tmp_path / "new"), *command]) == 2
    assert main(["trust", str(tmp_path / "new")]) == 0
    assert main(["--workspace", str(tmp_path / "new"), "sync"]) == 0


@pytest.fixture
def archive(place: Place, tmp_path: Path) -> Path:
    with contextlib.closing(
        write_archive(source_of(place.workspace, place.store, at=NOW), place.store, tmp_path / "a")
    ) as steps:
        for _ in steps:
            pass
    return tmp_path / "a"


@pytest.mark.parametrize("name", ["sixones-database.db", "sixones-settings.toml"])
@pytest.mark.parametrize("kind", ["link", "fifo"])
def test_an_archive_of_links_and_fifos_is_refused(
    archive: Path, tmp_path: Path, name: str, kind: str
) -> None:
    moved = tmp_path / "moved"
    (archive / name).rename(moved)
    if kind == "link":
        (archive / name).symlink_to(moved)
    else:
        os.mkfifo(archive / name)
    with pytest.raises(StoreError) as refused, opened_archive(archive):
        pass
    assert refused.value.code == "archive.damaged"


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a\0b", "a/./b", "C:x"])
def test_a_list_of_an_archive_that_leads_elsewhere_is_none(archive: Path, path: str) -> None:
    list_of = archive / "sixones-archive.json"
    told = json.loads(list_of.read_text("utf-8"))
    told["files"].append({"path": path, "sha256": "0" * 64, "size": 1})
    list_of.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        ArchiveSource(archive)
    assert refused.value.code == "archive.unreadable"


def test_a_content_of_an_archive_that_is_a_link_is_no_content(
    archive: Path, tmp_path: Path
) -> None:
    (archive / "x").symlink_to("/etc/passwd")
    list_of = archive / "sixones-archive.json"
    told = json.loads(list_of.read_text("utf-8"))
    told["files"].append({"path": "x", "sha256": "ab" + "0" * 62, "size": 1})
    list_of.write_text(json.dumps(told), encoding="utf-8")
    with opened_archive(archive) as opened:
        assert not Blobs(opened.folder / "files").has("ab" + "0" * 62)
    with contextlib.closing(ArchiveSource(archive)) as source, pytest.raises(NotWhole):
        list(source.checked(source.manifest.files[-1]))
