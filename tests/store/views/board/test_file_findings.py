"""Findings that span the files of a branch, and those that come from opening an archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide
from store.model import FileKind, Link, Params, Problem, State
from store.views.board.branch import branch_view
from store.views.board.dashboard import dashboard
from store.views.board.types import Cell
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import NOW, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

PLAN: Params = {"chars": 1400}
Place = tuple[Workspace, Store]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def send(
    place: Place, name: str, kind: FileKind, measures: Params | None = None, content: str = ""
) -> None:
    content = content or name
    take_in(
        place[1],
        make_mail(f"{name} {content}", [(name, content)]),
        auto("B1", kind),
        measures={content: measures or {"content": "docx"}},
    )


def plan_cell(place: Place) -> Cell:
    return dashboard(place[1], place[0], now=NOW).rows[0].cell("plan")


def codes(place: Place, kind: FileKind = FileKind.PLAN) -> list[str]:
    view = branch_view(place[1], place[0], "B1", now=NOW)
    assert view is not None
    return [
        f"{f.severity} {f.code}" for e in view.files if e.credit.kind is kind for f in e.findings
    ]


def test_one_supporting_file_needs_no_list_and_two_do(place: Place) -> None:
    send(place, "方案.docx", FileKind.PLAN, PLAN)
    send(place, "活动照片.docx", FileKind.SUPPORT)
    assert plan_cell(place).state is State.DONE
    send(place, "新闻报道.docx", FileKind.SUPPORT)
    found = plan_cell(place)
    assert found.state is State.SOFT
    assert found.detail is not None
    assert found.detail.code == "cell.no_contents"
    assert codes(place)[0] == "soft document.no_contents"


def test_a_missing_list_that_staff_accepted_no_longer_asks(place: Place) -> None:
    send(place, "方案.docx", FileKind.PLAN, PLAN)
    send(place, "活动照片.docx", FileKind.SUPPORT)
    send(place, "新闻报道.docx", FileKind.SUPPORT)
    accepted = Draft(Act.ACCEPT, "file:1", {"code": "document.no_contents"}, "仅两份")
    decide(place[1], [accepted], at=NOW, who="李")
    assert plan_cell(place).state is State.ACCEPTED


def test_a_supporting_file_sent_again_under_its_name_counts_once(place: Place) -> None:
    send(place, "方案.docx", FileKind.PLAN, PLAN)
    send(place, "活动照片.docx", FileKind.SUPPORT)
    send(place, "活动照片.docx", FileKind.SUPPORT, content="更清楚的")
    assert plan_cell(place).state is State.DONE


def test_a_list_as_a_file_is_compared_with_what_came(place: Place) -> None:
    send(place, "方案.docx", FileKind.PLAN, PLAN)
    send(place, "活动照片.docx", FileKind.SUPPORT)
    send(place, "会议记录.docx", FileKind.SUPPORT)
    send(place, "支撑材料目录.docx", FileKind.TOC, {"entries": ["1.活动照片", "2.新闻报道"]})
    assert plan_cell(place).state is State.DONE
    assert [code for code in codes(place) if "contents" in code] == [
        "hint document.contents_missing",
        "hint document.contents_unlisted",
    ]


def test_a_list_inside_of_the_plan_is_enough(place: Place) -> None:
    send(place, "方案.docx", FileKind.PLAN, {**PLAN, "contents": ["活动照片", "新闻报道"]})
    send(place, "活动照片.docx", FileKind.SUPPORT)
    send(place, "新闻报道.docx", FileKind.SUPPORT)
    assert not [code for code in codes(place) if "contents" in code]


def test_only_the_current_plan_answers_for_the_list(place: Place) -> None:
    send(place, "方案.docx", FileKind.PLAN, PLAN)
    send(place, "方案修改.docx", FileKind.PLAN, PLAN)
    send(place, "活动照片.docx", FileKind.SUPPORT)
    send(place, "新闻报道.docx", FileKind.SUPPORT)
    assert codes(place).count("soft document.no_contents") == 1


def test_a_supporting_file_that_came_as_a_link_is_not_called_missing(place: Place) -> None:
    send(place, "方案.docx", FileKind.PLAN, {**PLAN, "contents": ["活动录像"]})
    link = Link("https://wangpan.example/a", "wangpan.example", "活动录像.mp4")
    take_in(place[1], make_mail("链接", links=[link]), auto("B1", FileKind.SUPPORT))
    assert not [code for code in codes(place) if "contents" in code]


def test_an_archive_that_stays_closed_is_a_fault_of_what_was_sent_in_it(place: Place) -> None:
    mail = make_mail("一", [("方案.zip", "z")])
    closed = Problem("archive.encrypted", {"name": "方案.zip", "n": 1})
    take_in(
        place[1],
        replace(mail, problems=(closed,)),
        auto("B1", FileKind.PLAN),
        measures={"z": {"content": "zip", "suffix": ".zip"}},
    )
    assert plan_cell(place).state is State.FAULT
    assert codes(place) == ["hard archive.encrypted"]


def test_a_content_that_came_under_two_names_is_judged_by_its_own(place: Place) -> None:
    measures: Params = {**PLAN, "content": "docx", "suffix": ".docx"}
    send(place, "方案.docx", FileKind.PLAN, measures, content="x")
    take_in(place[1], make_mail("二", [("照片.jpg", "x")]), auto("B1", FileKind.SUPPORT))
    assert codes(place, FileKind.SUPPORT) == ["hint file.wrong_suffix"]
    assert "hint file.wrong_suffix" not in codes(place)


def test_a_video_that_could_not_be_probed_is_never_fine_by_itself(place: Place) -> None:
    send(place, "视频.mp4", FileKind.VIDEO, {"container": "mp4", "not_checked": "ffmpeg_missing"})
    found = dashboard(place[1], place[0], now=NOW).rows[0].cell("video")
    assert found.state is State.SOFT
    assert found.detail is not None
    assert found.detail.code == "cell.not_checked"
    accepted = Draft(Act.ACCEPT, "file:1", {"code": "video.not_checked"}, "已当面看过")
    decide(place[1], [accepted], at=NOW, who="李")
    assert dashboard(place[1], place[0], now=NOW).rows[0].cell("video").state is State.ACCEPTED


def test_three_photographs_are_three_files(place: Place) -> None:
    for name in ("1.jpg", "2.jpg", "3.jpg"):
        send(place, name, FileKind.SUPPORT)
    send(place, "2.jpg", FileKind.SUPPORT, content="更清楚的")
    view = branch_view(place[1], place[0], "B1", now=NOW)
    assert view is not None
    found = sorted((entry.credit.path, entry.version, entry.current) for entry in view.files)
    assert found == [
        ("1.jpg", 1, True),
        ("2.jpg", 1, False),
        ("2.jpg", 2, True),
        ("3.jpg", 1, True),
    ]


def test_photographs_of_one_name_in_two_folders_are_two_files(place: Place) -> None:
    files = [("照片.zip/春/1.jpg", "一"), ("照片.zip/秋/1.jpg", "二")]
    take_in(place[1], make_mail("照片", files), *(auto("B1", FileKind.SUPPORT) for _ in files))
    view = branch_view(place[1], place[0], "B1", now=NOW)
    assert view is not None
    assert [(entry.version, entry.current) for entry in view.files] == [(1, True), (1, True)]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("{before}年度特色支部创建工作案例", True),
        ("机械学院{before}年特色支部总结", True),
        ("{long_before}—{before}学年支部工作", True),
        ("{cohort}年度特色支部创建工作案例", False),
        ("{after}年验收材料", False),
        ("{before}-{cohort}学年支部工作", False),
        ("党章2017版学习", False),
        ("特色支部创建工作案例", False),
    ],
)
def test_a_title_of_another_year_is_a_hint(title: str, said: bool, place: Place) -> None:
    year = place[0].notice.cohort
    title = title.format(long_before=year - 2, before=year - 1, cohort=year, after=year + 1)
    send(place, "方案.docx", FileKind.PLAN, {**PLAN, "title": title})
    assert ("hint document.other_year" in codes(place)) == said
    assert plan_cell(place).state is State.DONE
