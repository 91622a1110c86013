"""A version says why it replaced the one before; a content that came again is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.db.database import Store
from store.model import FileKind
from store.views.board.branch import branch_view
from store.views.board.types import BranchView
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def view_of(made: tuple[Workspace, Store]) -> BranchView:
    workspace, store = made
    view = branch_view(store, workspace, "B1", now=DEADLINE + timedelta(days=3))
    assert view is not None
    return view


def plan(
    store: Store, subject: str, path: str, content: str, *, days: float = 0, more: int = 0
) -> None:
    files = [(path, content), *((f"{at}{path}", f"{content}{at}") for at in range(more))]
    mail = make_mail(subject, files, at=NOW + timedelta(days=days))
    take_in(store, mail, *(auto("B1", FileKind.PLAN) for _ in files))


@pytest.mark.parametrize(
    ("subject", "path", "code", "word"),
    [
        ("材料", "方案（修改版）.docx", "version.name_says", "修改版"),
        ("材料", "方案v2.docx", "version.name_says", "v2"),
        ("材料", "方案-第二稿.docx", "version.name_says", "第二稿"),
        ("更正：方案", "方案.docx", "version.subject_says", "更正"),
        ("补交材料", "方案.docx", "version.subject_says", "补交"),
        ("以此为准", "方案.docx", "version.subject_says", "以此为准"),
        ("方案", "方案.docx", "version.later", None),
    ],
)
def test_a_later_content_is_a_version_with_its_reason(
    made: tuple[Workspace, Store], subject: str, path: str, code: str, word: str | None
) -> None:
    _, store = made
    plan(store, "第一次", "方案.docx", "one")
    plan(store, subject, path, "two", days=1)
    newest, oldest = view_of(made).files
    assert (newest.version, newest.current, oldest.version) == (2, True, 1)
    assert oldest.because is None
    assert newest.because is not None
    assert newest.because.code == code
    assert newest.because.params.get("word") == word


def test_a_word_that_the_first_one_had_too_is_no_reason(made: tuple[Workspace, Store]) -> None:
    _, store = made
    plan(store, "第一次", "方案终稿.docx", "one")
    plan(store, "再次", "方案终稿.docx", "two", days=1)
    newest = view_of(made).files[0]
    assert newest.because is not None
    assert newest.because.code == "version.later"


def test_two_contents_of_one_mail_are_ordered_as_they_lie(made: tuple[Workspace, Store]) -> None:
    _, store = made
    plan(store, "材料", "方案.docx", "one", more=1)
    newest = view_of(made).files[0]
    assert newest.because is not None
    assert newest.because.code == "version.same_mail"


def test_an_identical_copy_after_the_deadline_is_no_version_and_not_late(
    made: tuple[Workspace, Store],
) -> None:
    _, store = made
    plan(store, "按时", "方案.docx", "one")
    plan(store, "转发：按时", "方案（修改版）.docx", "one", days=6)
    view = view_of(made)
    assert [entry.version for entry in view.files] == [0, 1]
    assert [entry.because for entry in view.files] == [None, None]
    assert view.row.cell("plan").late is False
    assert view.row.cell("plan").mended is None


def test_a_correction_after_the_deadline_is_no_late_submission(
    made: tuple[Workspace, Store],
) -> None:
    _, store = made
    plan(store, "按时", "方案.docx", "one")
    plan(store, "更正", "方案.docx", "two", days=6)
    cell = view_of(made).row.cell("plan")
    assert cell.late is False
    assert cell.mended is not None
