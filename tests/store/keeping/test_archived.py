"""An archive opens as the board it was, on any machine, and nothing that is done changes it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mailsync.sync.sync import open_mailbox
from store.db.acts import Act, subject
from store.db.database import Store, open_store
from store.db.decisions import Draft, decide
from store.decisions.seen import begin_looking
from store.errors import StoreError
from store.files.archive_manifest import FACTS, MANIFEST
from store.files.belongings import COPY, SETTINGS
from store.files.blobs import Blobs
from store.items.viewing import claim, release
from store.keeping.archived import opened_archive
from store.keeping.backup import back_up
from store.keeping.freeze import freeze, freeze_due, read_frozen
from store.model import FileKind
from store.reports.archive.write import write_archive
from store.views.board.dashboard import dashboard
from store.workspace.workspace import Workspace, change_setting, open_workspace
from tests.engines import OVER_BOTH
from tests.making import NOW, auto, make_mail, take_in
from tests.store.reports.made_reports import AT, small, source_of

pytestmark = OVER_BOTH


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path / "made")
    freeze(store, workspace, AT)
    yield workspace, store
    store.close()


@pytest.fixture(params=["a", "a.zip"])
def archive(made: tuple[Workspace, Store], tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return _written(made, tmp_path / str(request.param))


def _written(made: tuple[Workspace, Store], target: Path, units: tuple[str, ...] = ()) -> Path:
    workspace, store = made
    for _ in write_archive(source_of(workspace, store, units=units), store, target):
        pass
    return target


def _bytes(archive: Path) -> dict[str, bytes]:
    files = [archive] if archive.is_file() else sorted(archive.rglob("*"))
    return {str(path): path.read_bytes() for path in files if path.is_file()}


def test_an_archive_opens_as_the_board_it_was(made: tuple[Workspace, Store], archive: Path) -> None:
    workspace, store = made
    before = _bytes(archive)
    with opened_archive(archive) as opened:
        again = open_workspace(opened.folder)
        assert again.archived
        assert opened.as_of == AT
        with closing(open_store(again.database)) as other:
            assert dashboard(other, again, now=AT) == dashboard(store, workspace, now=AT)
            assert read_frozen(other, again) == read_frozen(store, workspace)
            for row in other.rows("SELECT digest FROM files WHERE path = '方案.docx'"):
                assert Blobs(again.files).path(row["digest"]).read_bytes() == b"plan one"
    assert not opened.folder.exists()
    assert _bytes(archive) == before


def test_the_mailbox_is_left_out_of_the_settings(archive: Path) -> None:
    with opened_archive(archive) as opened:
        settings = open_workspace(opened.folder).settings
    assert (settings.mail.user, settings.mail.host, settings.smtp.host) == ("", "", "")


def test_every_act_is_refused_in_one_sentence_and_looking_is_not(archive: Path) -> None:
    before = _bytes(archive)
    with opened_archive(archive) as opened:
        workspace = open_workspace(opened.folder)
        with closing(open_store(workspace.database)) as store:
            mail = make_mail("新", [("方案.docx", "new")])
            draft = Draft(Act.EXTEND, subject("branch", "B3"), {"until": "x"}, "病")
            acts: list[Callable[[], object]] = [
                lambda: take_in(store, mail, auto("B1", FileKind.PLAN)),
                lambda: decide(store, [draft], at=NOW, who="li"),
                lambda: workspace.blobs.put([b"new"]),
                lambda: change_setting(workspace, "sync_minutes", 3),
                lambda: open_mailbox(workspace, lambda: ""),
                lambda: next(back_up(store, workspace, opened.folder / "b", at=NOW)),
            ]
            for act in acts:
                with pytest.raises(StoreError) as refused:
                    act()
                assert refused.value.code == "archive.read_only"
            with pytest.raises(StoreError):
                store.rows("DELETE FROM mails")
            begin_looking(store, "li")
            claim(store, "file:1", who="li", at=NOW)
            release(store, who="li")
            assert not freeze_due(store, workspace, now=AT)
    assert _bytes(archive) == before


def test_a_content_that_the_archive_has_not_is_missing_and_no_error(archive: Path) -> None:
    with opened_archive(archive) as opened:
        assert not Blobs(open_workspace(opened.folder).files).has("0" * 64)


def test_an_archive_of_a_part_carries_no_database(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    archive = _written(made, tmp_path / "part", units=("信息科学与工程学院党委",))
    names = {path.name for path in archive.iterdir()}
    assert FACTS in names
    assert not names & {COPY, SETTINGS, "sixones-database.jsonl"}
    with pytest.raises(StoreError, match=r"archive\.partial"), opened_archive(archive):
        pass


def _cut(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])


def _lose(name: str) -> Callable[[Path], None]:
    return lambda archive: (archive / name).unlink()


def _turn(name: str) -> Callable[[Path], None]:
    def turn(archive: Path) -> None:
        content = bytearray((archive / name).read_bytes())
        content[len(content) // 2] ^= 4
        (archive / name).write_bytes(content)

    return turn


def _relist(change: Callable[[dict[str, object]], None]) -> Callable[[Path], None]:
    def relist(archive: Path) -> None:
        listed = json.loads((archive / MANIFEST).read_text())
        change(listed)
        (archive / MANIFEST).write_text(json.dumps(listed))

    return relist


def _outside(listed: dict[str, object]) -> None:
    listed["files"] = [{"path": "../../etc/passwd", "sha256": "0" * 64, "size": 1}]


def _no_moment(listed: dict[str, object]) -> None:
    listed["as_of"] = "yesterday"


def _no_zone(listed: dict[str, object]) -> None:
    listed["as_of"] = "2026-01-01T00:00:00"


@pytest.mark.parametrize(
    ("form", "harm", "code"),
    [
        ("a.zip", _cut, "archive.unreadable"),
        ("a", _lose(COPY), "archive.damaged"),
        ("a", _lose(SETTINGS), "archive.damaged"),
        ("a", _turn(COPY), "archive.damaged"),
        ("a", _turn(SETTINGS), "archive.damaged"),
        ("a", _lose(MANIFEST), "archive.unreadable"),
        ("a", _relist(_outside), "archive.unreadable"),
        ("a", _relist(_no_moment), "archive.unreadable"),
        ("a", _relist(_no_zone), "archive.unreadable"),
    ],
)
def test_a_hostile_or_half_copied_archive_is_one_sentence(
    made: tuple[Workspace, Store],
    tmp_path: Path,
    form: str,
    harm: Callable[[Path], None],
    code: str,
) -> None:
    archive = _written(made, tmp_path / form)
    harm(archive)
    with pytest.raises(StoreError) as refused, opened_archive(archive):
        pass
    assert refused.value.code == code


def test_a_damaged_content_in_a_zip_is_missing(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    archive = _written(made, tmp_path / "a.zip")
    whole = archive.read_bytes()
    assert whole.count(b"plan one") == 1
    archive.write_bytes(whole.replace(b"plan one", b"plan 0ne"))
    digest = made[1].rows("SELECT digest FROM files WHERE path = '方案.docx'")[0]["digest"]
    with opened_archive(archive) as opened:
        assert not Blobs(open_workspace(opened.folder).files).has(digest)


def test_a_database_of_another_program_in_an_archive_is_refused(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    archive = _written(made, tmp_path / "a.zip")
    with zipfile.ZipFile(archive) as whole:
        whole.extractall(tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as theirs:
        theirs.execute("CREATE TABLE x (y)")
        theirs.commit()
    shutil.copyfile(tmp_path / "theirs.db", tmp_path / "out" / COPY)
    content = (tmp_path / "out" / COPY).read_bytes()
    listed = json.loads((tmp_path / "out" / MANIFEST).read_text())
    for file in listed["files"]:
        if file["path"] == COPY:
            file |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    (tmp_path / "out" / MANIFEST).write_text(json.dumps(listed))
    with pytest.raises(StoreError, match=r"db\.foreign"), opened_archive(tmp_path / "out"):
        pass
