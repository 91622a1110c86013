"""A worse film never takes the place of a better one by coming later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide
from store.model import FileKind, Params, State
from store.views.board.branch import branch_view
from store.views.board.dashboard import dashboard
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import NOW, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

Place = tuple[Workspace, Store]
GOOD: Params = {
    "container": "mp4",
    "duration_s": 400.0,
    "width": 1920,
    "height": 1080,
    "audio": True,
    "video_codec": "h264",
}
SMALL: Params = {**GOOD, "width": 640, "height": 480}
SHORT: Params = {**GOOD, "duration_s": 60.0}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def give(place: Place, number: int, path: str, measures: Params, subject: str = "") -> None:
    mail = make_mail(
        subject or f"信{number}",
        [(path, f"content {number}")],
        at=NOW - timedelta(hours=9 - number),
    )
    take_in(place[1], mail, auto("B1", FileKind.VIDEO), measures={f"content {number}": measures})


def video(place: Place) -> tuple[State, str | None, list[str]]:
    view = dashboard(place[1], place[0], now=NOW)
    cell = view.rows[0].cell("video")
    branch = branch_view(place[1], place[0], "B1", now=NOW)
    assert branch is not None
    return cell.state, cell.file, [entry.credit.held for entry in branch.waiting]


def test_a_later_film_with_more_to_mend_waits_and_the_good_one_stays(place: Place) -> None:
    give(place, 1, "成果展示视频.mp4", GOOD)
    give(place, 2, "成果展示视频2.mp4", SMALL)
    assert video(place) == (State.DONE, "file:1", ["held.film_worse"])


def test_a_later_film_that_is_much_shorter_waits(place: Place) -> None:
    give(place, 1, "成果展示视频.mp4", GOOD)
    give(place, 2, "成果展示视频2.mp4", SHORT)
    assert video(place) == (State.DONE, "file:1", ["held.film_worse"])


def test_a_later_film_without_the_name_waits(place: Place) -> None:
    give(place, 1, "成果展示视频.mp4", GOOD)
    give(place, 2, "VID_2.mp4", GOOD)
    assert video(place) == (State.DONE, "file:1", ["held.film_unnamed"])


@pytest.mark.parametrize(
    ("path", "subject"), [("视频修改版.mp4", ""), ("VID_2.mp4", "重新报送视频")]
)
def test_a_film_that_says_it_replaces_the_other_does(place: Place, path: str, subject: str) -> None:
    give(place, 1, "成果展示视频.mp4", GOOD)
    give(place, 2, path, GOOD, subject)
    assert video(place) == (State.DONE, "file:2", [])


def test_a_film_that_is_called_something_else_is_no_version(place: Place) -> None:
    give(place, 1, "主题党日.mp4", SMALL)
    give(place, 2, "成果展示视频.mp4", GOOD)
    give(place, 3, "活动剪辑.mp4", SMALL)
    assert video(place) == (State.DONE, "file:2", [])


def test_a_better_film_replaces_the_one_before(place: Place) -> None:
    give(place, 1, "成果展示视频.mp4", SMALL)
    give(place, 2, "成果展示视频.mp4", GOOD)
    assert video(place) == (State.DONE, "file:2", [])


def test_what_a_person_credited_counts_whatever_it_is_called(place: Place) -> None:
    give(place, 1, "成果展示视频.mp4", GOOD)
    give(place, 2, "活动剪辑.mp4", SMALL)
    payload: Params = {"branch_ids": ["B1"], "kind": FileKind.VIDEO}
    decide(place[1], [Draft(Act.CREDIT, "file:2", payload)], at=NOW, who="王")
    assert video(place)[:2] == (State.FAULT, "file:2")
