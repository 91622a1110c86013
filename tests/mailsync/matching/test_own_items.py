"""A file of an item that the notice has beside the six is never taken for one of the six."""

from __future__ import annotations

import pytest

from mailsync.matching.own_items import of_own_item
from store.model import FileKind, Proposal, Scope, Verdict

TITLES = ("主题微党课", "工作台账")
OTHER, PLAN, VIDEO, SUPPORT = (
    FileKind.OTHER,
    FileKind.PLAN,
    FileKind.VIDEO,
    FileKind.SUPPORT,
)


def found(
    kind: FileKind,
    path: str,
    heading: str = "",
    subject: str = "",
    titles: tuple[str, ...] = TITLES,
) -> tuple[FileKind, bool, list[str]]:
    before = Proposal(Verdict.AUTO, Scope.ONE, "B1", (), (), kind, True)
    after = of_own_item(before, path, heading, subject, titles)
    assert (after.verdict, after.branch_id) == (Verdict.AUTO, "B1")
    return after.kind, after.kind_certain, [why.code for why in after.reasons]


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (VIDEO, "自动化研究所教工党支部主题微党课.mp4"),
        (SUPPORT, "材料.zip/工作台账.xlsx"),
        (VIDEO, "主题 微党课/B1.mp4"),
    ],
)
def test_a_path_with_its_title_is_that_items(kind: FileKind, path: str) -> None:
    assert found(kind, path) == (OTHER, True, ["judge.own_item"])


@pytest.mark.parametrize(
    ("kind", "path", "heading", "subject"),
    [
        (VIDEO, "主题微党课视频.mp4", "", ""),
        (PLAN, "主题微党课方案.docx", "", ""),
        (VIDEO, "B1微党课.mp4", "", ""),
        (PLAN, "附件1.docx", "主题微党课\n教案", ""),
        (VIDEO, "VID_001.mp4", "", "报送主题微党课"),
    ],
)
def test_what_may_be_either_is_asked(kind: FileKind, path: str, heading: str, subject: str) -> None:
    assert found(kind, path, heading, subject) == (kind, False, ["judge.own_item_asked"])


@pytest.mark.parametrize(
    ("kind", "path", "heading", "subject"),
    [
        (PLAN, "创建工作方案.docx", "", "创建工作方案和主题微党课"),
        (PLAN, "附件1.docx", "特色支部创建工作方案", "创建工作方案和主题微党课"),
        (SUPPORT, "照片.docx", "", "主题微党课"),
    ],
)
def test_what_says_that_it_is_of_the_six_stays(
    kind: FileKind, path: str, heading: str, subject: str
) -> None:
    assert found(kind, path, heading, subject) == (kind, True, [])
    assert found(kind, path, heading, subject, ()) == (kind, True, [])
