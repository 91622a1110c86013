"""One list says what belongs to a workspace: what the program writes there, backups bring back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from mailsync.letters.workspace_templates import put_out
from store.db.database import Store
from store.files.belongings import belonging_files, belongs, name_in_archive, name_in_workspace
from store.keeping.archived import opened_archive
from store.keeping.backup import back_up, restore
from store.reports.archive.write import write_archive
from store.roster.questions import Answers
from store.roster.remembered import load_answers, save_answers
from store.views.board.finding import Wanted
from store.views.board.saved_views import save_view, saved_views
from store.workspace.earlier import EarlierFile, earlier_files, keep_earlier
from store.workspace.workspace import (
    Workspace,
    follow_notice,
    open_workspace,
)
from tests.making import own_notice
from tests.store.reports.made_reports import AT, small, source_of

ROOT = Path(__file__).parents[3]
EARLIER = (EarlierFile(2024, "计算机系", "方案.docx", "0" * 64, "abc"),)
ANSWERS = Answers(columns={"支部": "name"}, same_units={"信院": "信息学院"})
# Names that are put below another kind of folder than a workspace, by the file that does so.
ELSEWHERE = {
    "store/files/archive_contents.py",
    "store/reports/archive/folder.py",
    "store/reports/archive/state.py",
    "mailsync/demo/kept.py",
    "mailsync/demo/videos.py",
    "mailsync/sync/by_folder.py",
    "mailsync/volume/office.py",
}
# Beside the list of a backup itself: what holds who writes, and what people asked to be written.
NOT_KEPT = re.compile(
    r"(sync|outbox|decode)\.lock|sixones-backup\.json|preview\.db|.*\.csv|\d.*\.txt"
)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    """A workspace with everything that the program ever writes into one."""
    workspace, store = small(tmp_path / "made")
    save_view(workspace.folder, "急", Wanted())
    save_answers(workspace.folder, ANSWERS)
    keep_earlier(workspace.folder, EARLIER)
    put_out(workspace.folder)
    workspace.days.write_text('holidays = ["2027-04-05"]\n', encoding="utf-8")
    notice = Path(own_notice(tmp_path)).read_text(encoding="utf-8")
    workspace = follow_notice(follow_notice(workspace, notice), notice)
    yield workspace, store
    store.close()


def restored(made: tuple[Workspace, Store], tmp_path: Path) -> Workspace:
    workspace, store = made
    for _ in back_up(store, workspace, tmp_path / "b", at=AT):
        pass
    for _ in restore(tmp_path / "b", tmp_path / "w"):
        pass
    return open_workspace(tmp_path / "w")


def test_everything_that_belongs_to_a_workspace_comes_back(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    before = made[0].folder
    again = restored(made, tmp_path).folder
    assert saved_views(again) == saved_views(before) != ()
    assert load_answers(again) == ANSWERS
    assert earlier_files(again) == EARLIER
    loose = [name for name in belonging_files(before) if name != "sixones.db"]
    assert [name for name in belonging_files(again) if name != "sixones.db"] == loose
    assert {name: (again / name).read_bytes() for name in loose} == {
        name: (before / name).read_bytes() for name in loose
    }
    assert {"notice.toml", "days.toml", "templates/zh_CN/letter.html"} <= set(loose)
    assert any(name.startswith("notice-") for name in loose)


def test_a_notice_by_a_name_of_its_own_comes_back(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    (workspace.folder / "notice.toml").rename(workspace.folder / "2027 年.toml")
    text = workspace.toml.read_text(encoding="utf-8")
    workspace.toml.write_text(text.replace('"notice.toml"', '"2027 年.toml"'), encoding="utf-8")
    again = restored((open_workspace(workspace.folder), store), tmp_path)
    assert again.settings.notice == "2027 年.toml"


def test_an_archive_knows_what_earlier_years_handed_in(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    for _ in write_archive(source_of(workspace, store), store, tmp_path / "a"):
        pass
    with opened_archive(tmp_path / "a") as opened:
        assert earlier_files(opened.folder) == EARLIER
        assert not (opened.folder / "templates").exists()
        assert not (opened.folder / "views.toml").exists()


def test_names_in_a_workspace_and_in_its_archive_are_those_of_one_list() -> None:
    assert name_in_workspace("sixones-earlier.json") == "earlier.json"
    assert name_in_archive("frozen-2027-04-14-1700.json") == "frozen-2027-04-14-1700.json"
    assert name_in_workspace("信息学院/方案.docx") == name_in_archive("views.toml") == ""
    assert not any(map(belongs, ("templates/x", "a/views.toml", "evil.toml", "views.toml/x")))


def test_whatever_the_program_writes_beside_the_database_is_on_the_list() -> None:
    """Every name of a file that is put below a folder, in the source, is on it or written apart."""
    missing = {
        f"{file}: {name}"
        for file in sorted(
            path.relative_to(ROOT).as_posix()
            for room in ("store", "mailsync", "tui")
            for path in (ROOT / room).rglob("*.py")
        )
        if file not in ELSEWHERE
        for name in _names_below_folders(file)
        if not belongs(name) and not NOT_KEPT.fullmatch(name)
    }
    assert missing == set()


def _names_below_folders(file: str) -> Iterator[str]:
    """The names with an ending in `folder / NAME`, where NAME is a text or a constant."""
    tree = _tree(file)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            holder = node.left
            called = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
            right = node.right
            name = _constant(file, right.id) if isinstance(right, ast.Name) else _text(right)
            if called in ("folder", "_folder", "workspace") and re.search(r"\.[a-z]+\d*$", name):
                yield name


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def _constant(file: str, name: str) -> str:
    """The text that a name of a module stands for, there or where it is imported from."""
    for node in _tree(file).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            source = node.module.replace(".", "/") + ".py"
            for one in node.names:
                if name == (one.asname or one.name) and (ROOT / source).is_file():
                    return _constant(source, one.name)
        if isinstance(node, ast.Assign):
            targets, values = [node.targets[0]], [node.value]
            if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
                targets, values = node.targets[0].elts, node.value.elts
            for target, value in zip(targets, values, strict=False):
                if isinstance(target, ast.Name) and target.id == name:
                    return _text(value)
    return ""


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""
