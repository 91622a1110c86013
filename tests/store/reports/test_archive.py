"""The archive grows, overwrites nothing, can be stopped, and says what it could not write."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide
from store.errors import StoreError
from store.files.archive_manifest import MANIFEST
from store.keeping.verify import VerifyStep
from store.keeping.verify_copy import verify_copy
from store.model import FileKind, Params
from store.reports.archive.write import ArchiveOutcome, write_archive
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.finishing import finished
from tests.making import DEADLINE, NOW, auto, make_mail, take_in
from tests.store.reports.made_reports import AT, FINE, hostile, small, source_of

pytestmark = OVER_BOTH

PLAN = "信息科学与工程学院党委/自动化研究所教工党支部/1-创建工作方案_第1稿.docx"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path / "made")
    yield workspace, store
    store.close()


def archived(
    made: tuple[Workspace, Store], target: Path, language: str = "zh_CN"
) -> ArchiveOutcome:
    workspace, store = made
    return finished(write_archive(source_of(workspace, store, language=language), store, target))


def damages(folder: Path) -> list[tuple[str, str]]:
    work = verify_copy(folder)
    try:
        while True:
            assert isinstance(next(work), VerifyStep)
    except StopIteration as end:
        return [(damage.kind, damage.where) for damage in end.value]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_files_are_renamed_and_foldered_by_sub_committee_and_branch(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    outcome = archived(made, tmp_path / "a")
    found = tree(tmp_path / "a")
    assert (outcome.written, outcome.kept, outcome.aside, outcome.damaged) == (4, 0, [], [])
    assert found[PLAN] == b"plan one"
    home = "信息科学与工程学院党委/自动化研究所教工党支部"
    assert found[f"{home}/2-成果展示视频_第1稿.mp4"] == b"video one"
    assert found[f"{home}/1-支撑材料_合影.jpg"] == b"picture"
    assert found["信息科学与工程学院党委/研究生第一党支部/1-创建工作方案_第1稿.docx"] == b"plan two"
    assert set(found) - {name for name in found if "/" in name} == {
        "index.html",
        "原文件名.csv",
        "sixones-facts.json",
        "sixones-database.db",
        "sixones-database.jsonl",
        "sixones-notice.toml",
        "sixones-settings.toml",
        "sixones-archive.json",
    }
    assert "方案.docx" in found["原文件名.csv"].decode("utf-8-sig")
    index = found["index.html"].decode()
    assert "另有1件以链接寄来" in index
    assert index.count("<a href=") == 4 + 4
    tables = {json.loads(line)["table"] for line in found["sixones-database.jsonl"].splitlines()}
    assert {"branches", "mails", "files", "journal"} <= tables
    assert damages(tmp_path / "a") == []


def test_a_second_archive_writes_only_what_is_new(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    archived(made, tmp_path / "a")
    before = (tmp_path / "a" / PLAN).stat()
    workspace.blobs.put([b"plan again"])
    take_in(
        store,
        make_mail("补正", [("方案.docx", "plan again")], at=DEADLINE - timedelta(hours=2)),
        auto("B1", FileKind.PLAN),
        measures={"plan again": FINE},
    )
    outcome = archived(made, tmp_path / "a")
    assert (outcome.written, outcome.kept) == (1, 4)
    after = (tmp_path / "a" / PLAN).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (tmp_path / "a" / PLAN.replace("第1稿", "第2稿")).read_bytes() == b"plan again"


def test_a_file_that_somebody_changed_is_not_overwritten(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    archived(made, tmp_path / "a")
    (tmp_path / "a" / PLAN).write_bytes(b"edited by staff")
    outcome = archived(made, tmp_path / "a")
    assert (tmp_path / "a" / PLAN).read_bytes() == b"edited by staff"
    other = tmp_path / "a" / PLAN.replace(".docx", " (2).docx")
    assert other.read_bytes() == b"plan one"
    assert outcome.written == 1
    assert archived(made, tmp_path / "a").written == 0
    assert "%20%282%29.docx" in (tmp_path / "a" / "index.html").read_text(encoding="utf-8")


def test_a_file_that_is_credited_elsewhere_now_is_moved_aside(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    archived(made, tmp_path / "a")
    subject = next(
        line.subject
        for line in source_of(workspace, store).view.files
        if line.kind is FileKind.PLAN and line.branch.id == "B1"
    )
    payload: Params = {"branch_ids": ["B3"], "kind": "plan"}
    decide(store, [Draft(Act.CREDIT, subject, payload)], at=NOW, who="李老师")
    outcome = archived(made, tmp_path / "a")
    assert outcome.aside == [PLAN]
    assert not (tmp_path / "a" / PLAN).exists()
    (kept,) = (tmp_path / "a" / "_不再采用").iterdir()
    assert kept.read_bytes() == b"plan one"
    moved = tmp_path / "a/图书馆直属党总支/流通部党支部/1-创建工作方案_第1稿.docx"
    assert moved.read_bytes() == b"plan one"


def test_stopping_keeps_whole_files_and_the_next_run_goes_on(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    work = write_archive(source_of(workspace, store), store, tmp_path / "a")
    while next(work).files < 2:
        pass
    work.close()
    found = tree(tmp_path / "a")
    assert not [name for name in found if ".new-" in name]
    assert sum("/" in name for name in found) == 2
    outcome = archived(made, tmp_path / "a")
    assert (outcome.written, outcome.kept) == (2, 2)
    assert damages(tmp_path / "a") == []


def test_a_zip_that_is_stopped_leaves_the_old_one(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    target = tmp_path / "a.zip"
    archived(made, target)
    before = target.read_bytes()
    work = write_archive(source_of(workspace, store), store, target)
    next(work)
    next(work)
    work.close()
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.zip"]


def test_a_damaged_and_a_lost_content_are_named_and_the_rest_is_written(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    blobs = workspace.blobs
    lines = source_of(workspace, store).view.files
    plan, video = (
        next(line.digest for line in lines if line.kind is kind and line.branch.id == "B1")
        for kind in (FileKind.PLAN, FileKind.VIDEO)
    )
    blobs.path(plan).write_bytes(b"plan 0ne")
    blobs.path(video).unlink()
    outcome = archived(made, tmp_path / "a")
    assert sorted(outcome.damaged) == [
        PLAN,
        PLAN.replace("1-创建工作方案_第1稿.docx", "2-成果展示视频_第1稿.mp4"),
    ]
    assert outcome.written == 2
    assert not (tmp_path / "a" / PLAN).exists()
    assert "丢失或损坏" in (tmp_path / "a/index.html").read_text(encoding="utf-8")
    zipped = archived(made, tmp_path / "a.zip")
    assert sorted(zipped.damaged) == sorted(outcome.damaged)


def test_a_folder_with_other_things_is_refused(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match=r"archive\.foreign"):
        archived(made, tmp_path / "a")
    (tmp_path / "a" / MANIFEST).write_text('{"format": "other"}', encoding="utf-8")
    with pytest.raises(StoreError, match=r"archive\.foreign"):
        archived(made, tmp_path / "a")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match=r"archive\.foreign"):
        archived(made, tmp_path / "file")
    assert (tmp_path / "a" / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_manifest_that_points_out_of_the_folder_moves_nothing(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    archived(made, tmp_path / "a")
    victim = tmp_path / "victim.txt"
    victim.write_bytes(b"plan one")
    manifest = json.loads((tmp_path / "a" / MANIFEST).read_text(encoding="utf-8"))
    digest = next(file["sha256"] for file in manifest["files"] if file["path"] == PLAN)
    for path in ("../victim.txt", str(victim)):
        manifest["files"].append({"path": path, "sha256": digest, "size": 8})
    (tmp_path / "a" / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    archived(made, tmp_path / "a")
    assert victim.read_bytes() == b"plan one"


def test_hostile_names_stay_within_the_archive(tmp_path: Path) -> None:
    made = hostile(tmp_path / "made")
    outcome = archived(made, tmp_path / "out" / "a")
    inside = [path for path in (tmp_path / "out" / "a").rglob("*") if path.is_file()]
    assert outcome.written == len(source_of(*made).view.files)
    assert not outcome.damaged
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a"]
    longest = max(len(path.relative_to(tmp_path / "out/a").as_posix()) for path in inside)
    assert longest <= 200
    archived(made, tmp_path / "out" / "a.zip")
    with zipfile.ZipFile(tmp_path / "out" / "a.zip") as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        assert len(names) == len(set(names))
        assert not [name for name in names if name.startswith("/") or ".." in name.split("/")]
    made[1].close()


def test_every_link_of_the_index_leads_to_a_file(tmp_path: Path) -> None:
    made = hostile(tmp_path / "made")
    archived(made, tmp_path / "a")
    page = (tmp_path / "a" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]*)"', page)
    assert len(links) == len(source_of(*made).view.files) + 4
    assert all((tmp_path / "a" / unquote(link)).is_file() for link in links)
    made[1].close()


def test_the_archive_in_english_has_english_names(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    archived(made, tmp_path / "a", "en")
    home = tmp_path / "a/信息科学与工程学院党委/自动化研究所教工党支部"
    assert (home / "1-Plan_v1.docx").exists()
    assert (tmp_path / "a/original-names.csv").exists()


def test_a_flipped_bit_in_the_archive_is_named(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    archived(made, tmp_path / "a")
    content = bytearray((tmp_path / "a" / PLAN).read_bytes())
    content[3] ^= 4
    (tmp_path / "a" / PLAN).write_bytes(content)
    (tmp_path / "a" / "原文件名.csv").unlink()
    assert sorted(damages(tmp_path / "a")) == sorted([("altered", PLAN), ("lost", "原文件名.csv")])


_KILLED = """
import os, sys
from pathlib import Path
from store.workspace.workspace import open_workspace
from store.db.database import open_store
from store.reports.archive import batch
from store.reports.archive.write import write_archive
from tests.store.reports.made_reports import source_of

batch._MOST_FILES = 2
workspace = open_workspace(Path(sys.argv[1]))
store = open_store(workspace.database)
steps = write_archive(source_of(workspace, store), store, Path(sys.argv[2]))
for _ in range(int(sys.argv[3])):
    next(steps)
os._exit(9)
"""


@pytest.mark.parametrize("steps", range(1, 9))
def test_an_archive_that_is_killed_has_whole_files_only_and_goes_on(
    made: tuple[Workspace, Store], tmp_path: Path, steps: int
) -> None:
    target = tmp_path / "a"
    subprocess.run(
        [sys.executable, "-c", _KILLED, str(made[0].folder), str(target), str(steps)],
        check=False,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert (target / ".sixones-archive").exists()
    left = {name for name in tree(target) if "/" in name and "/.new-" not in name}
    outcome = archived(made, target)
    assert (outcome.written, outcome.kept) == (4 - len(left), len(left))
    assert not list(target.rglob(".new-*"))
    assert not (target / ".sixones-archive").exists()
    assert damages(target) == []


_LARGE = """
import resource, sys
from pathlib import Path
from store.workspace.workspace import open_workspace
from store.db.database import open_store
from store.reports.archive.write import write_archive
from tests.store.reports.made_reports import source_of

workspace = open_workspace(Path(sys.argv[1]))
store = open_store(workspace.database)
source = source_of(workspace, store)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in write_archive(source, store, Path(sys.argv[2])):
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.sweep
@pytest.mark.skipif(sys.platform == "win32", reason="reads the peak of memory from the system")
@pytest.mark.parametrize("name", ["a", "a.zip"])
def test_memory_does_not_grow_with_two_gigabytes(tmp_path: Path, name: str) -> None:
    workspace, store = small(tmp_path / "made")
    spool = workspace.spool / "large"
    with spool.open("wb") as out:
        out.truncate(2 << 30)
        out.seek((2 << 30) - 8)
        out.write(b"the end.")
    with spool.open("rb") as content:
        stored = workspace.blobs.put(iter(lambda: content.read(1 << 20), b""))
    store.execute(
        "UPDATE files SET digest = ?, size_bytes = ? WHERE path = '讲解.mp4'",
        (stored.digest, stored.size_bytes),
    )
    store.close()
    ran = subprocess.run(
        [sys.executable, "-c", _LARGE, str(workspace.folder), str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert int(ran.stdout) < 30, ran.stdout
    if name == "a.zip":
        with zipfile.ZipFile(tmp_path / name) as packed:
            assert max(info.file_size for info in packed.infolist()) == 2 << 30


def test_the_steps_end_where_they_said(made: tuple[Workspace, Store], tmp_path: Path) -> None:
    workspace, store = made
    steps = list(write_archive(source_of(workspace, store, at=AT), store, tmp_path / "a"))
    assert steps[-1].files == steps[-1].of_files == 4
    assert steps[-1].size_bytes == steps[-1].of_bytes
    assert [step.size_bytes for step in steps] == sorted(step.size_bytes for step in steps)


def test_a_flipped_bit_in_a_zip_is_named(made: tuple[Workspace, Store], tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    archived(made, target)
    assert damages(target) == []
    whole = target.read_bytes()
    with zipfile.ZipFile(target) as archive:
        places = {info.filename: info.header_offset for info in archive.infolist()}
    sizes = sorted(places.values())
    for name, offset in places.items():
        if name == MANIFEST:
            continue
        end = next((place for place in sizes if place > offset), len(whole))
        turned = bytearray(whole)
        # Of a pressed member this may be its table of codes, of a stored one its content.
        turned[
            offset + 30 + len(name.encode()) + (end - offset - 30 - len(name.encode())) // 2
        ] ^= 4
        target.write_bytes(turned)
        assert ("altered", name) in damages(target), name


def test_a_member_that_is_gone_from_a_zip_is_named(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    archived(made, tmp_path / "a.zip")
    with (
        zipfile.ZipFile(tmp_path / "a.zip") as whole,
        zipfile.ZipFile(tmp_path / "b.zip", "w") as cut,
    ):
        gone = next(info for info in whole.infolist() if info.filename.endswith(".mp4"))
        for info in whole.infolist():
            if info is not gone:
                cut.writestr(info, whole.read(info))
    assert damages(tmp_path / "b.zip") == [("lost", gone.filename)]


@pytest.mark.parametrize("kind", ["cut", "empty", "text", "foreign", "outside", "broken"])
def test_a_zip_that_is_no_archive_is_refused(
    made: tuple[Workspace, Store], tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "a.zip"
    archived(made, target)
    if kind == "cut":
        target.write_bytes(target.read_bytes()[:-200])
    elif kind == "empty":
        target.write_bytes(b"")
    elif kind == "text":
        target.write_text("no zip")
    else:
        manifest = {
            "foreign": b'{"format": "other", "as_of": "", "files": []}',
            "outside": b'{"format": "sixones-archive-1", "as_of": "", '
            b'"files": [{"path": "../x", "sha256": "", "size": 1}]}',
            "broken": b"[",
        }[kind]
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(MANIFEST, manifest)
    with pytest.raises(StoreError, match=r"verify\.unknown"):
        damages(target)
