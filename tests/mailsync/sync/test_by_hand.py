"""Files given by hand: stored, opened, examined."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document

from mailsync.sync.by_hand import Given, add_files
from store.db.database import Store
from store.errors import UsageError
from store.intake.by_hand import HandArrival
from store.model import FileKind, Source
from store.views.board.branch import branch_view
from store.workspace.workspace import Workspace
from tests.making import NOW, make_workspace

ARRIVAL = HandArrival("B1", Source.USB, NOW - timedelta(hours=1))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def plan(path: Path, text: str) -> Path:
    document = Document()
    document.add_paragraph(text)
    document.save(str(path))
    return path


def add(made: tuple[Workspace, Store], *paths: Path, kind: FileKind | None = None) -> Given:
    workspace, store = made
    return add_files(workspace, store, paths, ARRIVAL, kind=kind, at=NOW, who="李")


def test_a_file_is_stored_under_its_digest_and_examined(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    path = plan(tmp_path / "工作方案.docx", "特" * 1600)
    given = add(made, path)
    (file,) = given.files
    assert workspace.blobs.path(file.attachment.digest).read_bytes() == path.read_bytes()
    assert (file.kind, file.measures["chars"]) == (FileKind.PLAN, 1600)
    view = branch_view(store, workspace, "B1", now=NOW)
    assert view is not None
    assert view.files[0].findings[0].code == "document.too_long"


def test_a_mended_file_is_the_next_version(made: tuple[Workspace, Store], tmp_path: Path) -> None:
    workspace, store = made
    add(made, plan(tmp_path / "方案.docx", "一稿"))
    add(made, plan(tmp_path / "方案.docx", "二稿"))
    view = branch_view(store, workspace, "B1", now=NOW)
    assert view is not None
    assert [(one.version, one.current) for one in view.files] == [(2, True), (1, False)]


def test_an_archive_gives_way_to_what_it_holds(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    plan(tmp_path / "a.docx", "方案")
    with zipfile.ZipFile(tmp_path / "材料.zip", "w") as archive:
        archive.write(tmp_path / "a.docx", "自动化所/工作方案.docx")
        archive.writestr("自动化所/支撑材料/照片.txt", "照片说明")
    given = add(made, tmp_path / "材料.zip", kind=FileKind.VIDEO)
    assert {file.attachment.path: file.kind for file in given.files} == {
        "材料.zip/自动化所/工作方案.docx": FileKind.PLAN,
        "材料.zip/自动化所/支撑材料/照片.txt": FileKind.SUPPORT,
    }


def test_what_a_person_says_of_the_kind_holds(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    (tmp_path / "x.txt").write_text("?", encoding="utf-8")
    assert (
        add(made, tmp_path / "x.txt", kind=FileKind.EVAL_FORM).files[0].kind is FileKind.EVAL_FORM
    )


def test_files_of_one_name_stay_apart(made: tuple[Workspace, Store], tmp_path: Path) -> None:
    paths = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append(folder / "\x1b[31m方案[bold].txt")
        paths[-1].write_text(str(number), encoding="utf-8")
    given = add(made, *paths)
    names = [file.attachment.path for file in given.files]
    assert len(set(names)) == 2


@pytest.mark.parametrize("name", ["missing.docx", "folder", "a" * 300])
def test_a_file_that_is_none_is_refused_and_nothing_recorded(
    made: tuple[Workspace, Store], tmp_path: Path, name: str
) -> None:
    _, store = made
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.txt").write_text("good", encoding="utf-8")
    with pytest.raises(UsageError) as told:
        add(made, tmp_path / "good.txt", tmp_path / name)
    assert told.value.code in ("add.no_file", "add.unreadable")
    assert not store.rows("SELECT * FROM files")


def test_an_empty_file_is_taken_in_and_says_so(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    (tmp_path / "方案.docx").write_bytes(b"")
    assert add(made, tmp_path / "方案.docx").files[0].measures["empty_file"] is True
