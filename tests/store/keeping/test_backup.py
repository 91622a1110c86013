"""A backup is taken from a workspace in use, comes back whole, and damage is named."""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from store.db.database import Store, open_store
from store.errors import StoreError
from store.files.frozen_list import file_name
from store.keeping.backup import MANIFEST, CopyOutcome, back_up, restore
from store.keeping.freeze import cutoff_of, freeze
from store.keeping.signing import sign_off, sign_offs
from store.keeping.verify import Damage, verify_workspace
from store.keeping.verify_copy import verify_copy
from store.model import FileKind
from store.views.board.dashboard import dashboard
from store.workspace.settings import StoreSettings
from store.workspace.workspace import Workspace, open_workspace
from tests.engines import EMBEDDED, OVER_BOTH
from tests.finishing import finished
from tests.making import DEADLINE, NOW, auto, make_mail, take_in
from tests.store.reports.made_reports import AT, small

pytestmark = OVER_BOTH


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path / "made")
    blobs = workspace.blobs
    # What the mails were is stored as well.
    for name in ("一", "二", "三", "who"):
        blobs.put([name.encode()])
    freeze(store, workspace, AT)
    yield workspace, store
    store.close()


def backed_up(made: tuple[Workspace, Store], target: Path) -> CopyOutcome:
    workspace, store = made
    return finished(back_up(store, workspace, target, at=AT))


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << (place % 8)
    path.write_bytes(content)


def sound(workspace: Workspace) -> tuple[Damage, ...]:
    return finished(verify_workspace(workspace))


def test_a_backup_comes_back_as_the_same_board(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    outcome = backed_up(made, tmp_path / "b")
    assert outcome.damaged == []
    assert finished(verify_copy(tmp_path / "b")) == ()
    assert finished(restore(tmp_path / "b", tmp_path / "w")).damaged == []
    again = open_workspace(tmp_path / "w")
    assert again.settings == msgspec.structs.replace(workspace.settings, store=StoreSettings())
    assert sound(again) == ()
    with contextlib.closing(open_store(again.database)) as other:
        assert dashboard(other, again, now=NOW) == dashboard(store, workspace, now=NOW)


def test_a_backup_may_be_taken_while_others_write(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, _ = made
    stop = threading.Event()
    failures: list[BaseException] = []

    def write() -> None:
        number = 0
        with contextlib.closing(open_store(workspace.database)) as store:
            while not stop.is_set():
                number += 1
                content = f"more {number}"
                workspace.blobs.put([content.encode()])
                mail = make_mail(content, [("方案.docx", content)], at=NOW)
                workspace.blobs.put([content.encode()])
                try:
                    take_in(store, mail, auto("B1", FileKind.PLAN))
                except StoreError as err:
                    failures.append(err)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            assert backed_up(made, tmp_path / f"b{number}").damaged == []
    finally:
        stop.set()
        writer.join()
    assert failures == []
    for number in range(3):
        finished(restore(tmp_path / f"b{number}", tmp_path / f"w{number}"))
        assert sound(open_workspace(tmp_path / f"w{number}")) == ()


def test_a_content_that_is_gone_or_cannot_be_read_is_named_and_the_rest_is_copied(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    work = back_up(store, workspace, tmp_path / "b", at=AT)
    first = next(work)
    copied, gone, unreadable, *rest = sorted(digest for digest, _ in workspace.blobs.stored())
    for digest in (gone, unreadable):
        workspace.blobs.path(digest).unlink()
    workspace.blobs.path(unreadable).mkdir()
    outcome = finished(work)
    assert outcome.damaged == [gone, unreadable]
    assert outcome.files == first.of_files - 2 == len([copied, *rest])
    lost = [f"files/{digest[:2]}/{digest}" for digest in (gone, unreadable)]
    assert finished(verify_copy(tmp_path / "b")) == tuple(Damage("lost", path) for path in lost)
    assert finished(restore(tmp_path / "b", tmp_path / "w")).damaged == [gone, unreadable]


def test_a_folder_that_is_not_empty_is_refused(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    backed_up(made, tmp_path / "b")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match=r"backup\.not_empty"):
        backed_up(made, tmp_path / "b")
    with pytest.raises(StoreError, match=r"backup\.target_not_empty"):
        finished(restore(tmp_path / "b", made[0].folder))
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"backup\.none"):
        finished(restore(tmp_path, tmp_path / "w"))
    with pytest.raises(StoreError, match=r"verify\.unknown"):
        finished(verify_copy(tmp_path))


def test_stopping_leaves_nothing(made: tuple[Workspace, Store], tmp_path: Path) -> None:
    workspace, store = made
    work = back_up(store, workspace, tmp_path / "out" / "b", at=AT)
    next(work)
    work.close()
    assert list((tmp_path / "out").iterdir()) == []
    backed_up(made, tmp_path / "out" / "b")
    coming = restore(tmp_path / "out" / "b", tmp_path / "out" / "w")
    next(coming)
    coming.close()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b"]


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_anywhere_in_a_backup_is_named(
    made: tuple[Workspace, Store], tmp_path: Path, seed: int
) -> None:
    backed_up(made, tmp_path / "b")
    chance = random.Random(seed)
    files = sorted(
        path for path in (tmp_path / "b").rglob("*") if path.is_file() and path.name != MANIFEST
    )
    victim = chance.choice(files) if seed else tmp_path / "b" / "sixones.db"
    flip(victim, chance.randrange(1 << 30))
    found = finished(verify_copy(tmp_path / "b"))
    name = victim.relative_to(tmp_path / "b").as_posix()
    assert [damage.where for damage in found] == [name]
    if name.startswith("files/"):
        assert finished(restore(tmp_path / "b", tmp_path / "w")).damaged == [victim.name]
    else:
        with pytest.raises(StoreError, match=r"backup\.database_damaged"):
            finished(restore(tmp_path / "b", tmp_path / "w"))
        assert not (tmp_path / "w").exists()


def test_a_manifest_that_points_elsewhere_is_refused(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    backed_up(made, tmp_path / "b")
    manifest = json.loads((tmp_path / "b" / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"].append({"path": "../../evil", "sha256": "0" * 64, "size": 1})
    (tmp_path / "b" / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError, match=r"backup\.unsafe"):
        finished(restore(tmp_path / "b", tmp_path / "w"))


# -- verify --------------------------------------------------------------------------------------


def test_an_untouched_workspace_is_sound(made: tuple[Workspace, Store]) -> None:
    assert [damage for damage in sound(made[0]) if damage.kind != "lost"] == []


def test_an_altered_and_a_lost_content_are_named_with_their_owner(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    blobs = workspace.blobs
    digests = {row["path"]: row["digest"] for row in store.rows("SELECT path, digest FROM files")}
    flip(blobs.path(digests["方案.docx"]), 3)
    blobs.path(digests["讲解.mp4"]).unlink()
    found = {damage.where: damage for damage in sound(workspace)}
    assert found[digests["方案.docx"]].kind == "altered"
    assert found[digests["方案.docx"]].belongs_to == ("xinxi@neu.example: 方案.docx",)
    assert found[digests["讲解.mp4"]].kind == "lost"


def test_a_flipped_bit_in_the_frozen_list_or_its_copy_is_named(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    copy = workspace.folder / file_name(cutoff_of(workspace))
    before = copy.read_bytes()
    flip(copy, 77)
    assert [d.kind for d in sound(workspace) if d.kind.startswith("frozen")] == ["frozen_copy"]
    copy.write_bytes(before)
    kept = workspace.blobs.path(freeze(store, workspace, AT).digest)
    flip(kept, 99)
    assert "frozen" in {damage.kind for damage in sound(workspace)}


def test_later_changes_do_not_alter_the_frozen_list(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    first = freeze(store, workspace, AT)
    batch = sign_off(store, workspace, " 张三 ", at=AT + timedelta(hours=1), who="李老师")
    assert batch
    take_in(
        store,
        make_mail("后到", [("方案.docx", "later")], at=DEADLINE - timedelta(hours=3)),
        auto("B3", FileKind.PLAN),
    )
    assert freeze(store, workspace, AT + timedelta(days=3)) == first
    (signed,) = sign_offs(store, workspace)
    assert (signed.name, signed.who, signed.digest) == ("张三", "李老师", first.digest)


@EMBEDDED
def test_a_damaged_database_is_named_and_the_contents_are_read_all_the_same(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    store.close()
    with contextlib.closing(sqlite3.connect(workspace.database_file)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = conn.execute("PRAGMA page_size").fetchone()
        (page,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'files'").fetchone()
    content = bytearray(workspace.database_file.read_bytes())
    content[(page - 1) * size : (page - 1) * size + 16] = b"\xff" * 16
    workspace.database_file.write_bytes(content)
    kept = next(workspace.files.glob("[0-9a-f][0-9a-f]/*"))
    flip(kept, 1)
    found = sound(workspace)
    assert "database" in {damage.kind for damage in found}
    assert kept.name in {damage.where for damage in found}
