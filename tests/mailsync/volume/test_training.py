"""The videos of the training course: a list in running order, copies under telling names."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import openpyxl
import pytest

from mailsync.volume.training import running_order, write_training
from store.db.decisions import Marking
from store.errors import UsageError
from store.items.review import Reviewer, Score, assign_all, record_scores, save_reviewers
from store.items.volume import recommend_videos
from store.model import FileKind
from store.text.wording import load
from store.views.items.volume import SelectionView, selection
from tests.mailsync.letters.desk import FINE_VIDEO, LetterDesk


def seen(desk: LetterDesk) -> SelectionView:
    return selection(desk.store, desk.workspace, now=desk.now)


def score(desk: LetterDesk, points: dict[str, float]) -> None:
    notice = desk.workspace.notice
    one = Reviewer("R0001", "周敏", notice.review.kinds[0])
    save_reviewers(desk.store, [one], notice, marking=Marking(desk.now, "王老师"))
    assign_all(desk.store, 1, marking=Marking(desk.now, "王老师"))
    second = {row.branch.id: row.branch.consecutive_years for row in seen(desk).rows}
    scores = [
        Score(
            "R0001",
            branch,
            {
                each.id: each.points * share
                for each in notice.criteria_for(second_year=second[branch])
            },
        )
        for branch, share in points.items()
    ]
    record_scores(desk.store, scores, notice, marking=Marking(desk.now, "王老师"))


def test_the_best_comes_first_and_what_is_not_here_is_said(
    desk: LetterDesk, tmp_path: Path
) -> None:
    for branch in ("B1", "B2"):
        desk.deliver(branch, FileKind.VIDEO, FINE_VIDEO)
    blobs = desk.workspace.blobs
    video = blobs.path(hashlib.sha256(b"B2-video-2").hexdigest())
    video.parent.mkdir(parents=True, exist_ok=True)
    video.write_bytes(b"moving")
    recommend_videos(desk.store, ["B1", "B2", "B3"], True, marking=Marking(desk.now, "王老师"))
    score(desk, {"B1": 0.7, "B2": 0.9})
    view = seen(desk)
    assert {row.branch.id: row.video_doubts for row in view.rows} == {
        "B1": (), "B2": (), "B3": ("no_video",),
    }  # fmt: skip
    shown = running_order(view, blobs.has)
    assert [(one.number, one.row.branch.id) for one in shown] == [(1, "B2"), (2, "B1"), (3, "B3")]
    folder = tmp_path / "培训班"
    written = list(write_training(shown, folder, load("zh_CN"), content=blobs.path))
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in written)
    assert [path.read_bytes() for path in written[1:]] == [b"moving"]
    assert written[1].name == "01-信息科学与工程学院党委-研究生第一党支部.mp4"
    book = openpyxl.load_workbook(io.BytesIO(written[0].read_bytes()))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows][:1] == ["研究生第一党支部"]
    assert [row[6] for row in rows[1:]] == ["视频不在本机", "尚未收到视频"]


def test_nothing_recommended_is_said(desk: LetterDesk, tmp_path: Path) -> None:
    shown = running_order(seen(desk), lambda _digest: True)
    with pytest.raises(UsageError, match=r"volume\.none_recommended"):
        list(write_training(shown, tmp_path, load("zh_CN"), content=Path))


def test_what_speaks_against_a_case_is_known_before_it_is_chosen(desk: LetterDesk) -> None:
    desk.deliver("B1", FileKind.PLAN, {"chars": 1501})
    desk.deliver("B2", FileKind.PLAN, {"chars": 1200})
    score(desk, {"B2": 0.8})
    assert {row.branch.id: row.doubts for row in seen(desk).rows} == {
        "B1": ("hard_fault", "no_score"),
        "B2": (),
        "B3": ("no_case", "no_score"),
    }
