from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide, latest_batch, undo
from store.items.sessions import Session, Speaker, receive_forms, save_session
from store.model import FileKind, Item, Link, Params, Scope, State, Verdict
from store.views.board.branch import branch_view
from store.views.board.dashboard import dashboard
from store.views.board.types import Cell, DashboardView
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, ask, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

GOOD_PLAN: Params = {"chars": 1438}
LONG_PLAN: Params = {"chars": 1874}
LONG_VIDEO: Params = {
    "container": "mp4",
    "duration_s": 522.0,
    "width": 1280,
    "height": 1024,
    "audio": True,
    "video_codec": "h264",
}

Place = tuple[Workspace, Store]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def board(place: Place, now: datetime = NOW, scope: str | None = None) -> DashboardView:
    return dashboard(place[1], place[0], now=now, scope=scope)


def cell(place: Place, branch_id: str, column: str, now: datetime = NOW) -> Cell:
    view = board(place, now)
    return next(row for row in view.rows if row.branch.id == branch_id).cell(column)


def test_an_empty_board_misses_items_one_and_two_only(place: Place) -> None:
    states = [c.state for c in board(place).rows[0].cells]
    assert states == [State.MISSING, State.MISSING] + [State.OPEN] * 5
    assert not any(c.late for c in board(place).rows[0].cells)


def test_only_items_one_and_two_are_ever_late(place: Place) -> None:
    row = board(place, DEADLINE + timedelta(seconds=1)).rows[0]
    assert [c.late for c in row.cells] == [True, True] + [False] * 5
    assert not any(c.late for c in board(place, DEADLINE).rows[0].cells)


def test_a_credited_plan_is_done_with_its_measure(place: Place) -> None:
    take_in(
        place[1],
        make_mail("一", [("方案.docx", "x")]),
        auto("B1", FileKind.PLAN),
        measures={"x": GOOD_PLAN},
    )
    found = cell(place, "B1", "plan")
    assert found.state is State.DONE
    assert found.detail is not None
    assert found.detail.params == {"n": 1438}
    assert board(place).progress[0].done == 1


def test_an_open_hard_finding_is_a_fault_until_accepted(place: Place) -> None:
    take_in(
        place[1],
        make_mail("一", [("方案.docx", "x")]),
        auto("B1", FileKind.PLAN),
        measures={"x": LONG_PLAN},
    )
    assert cell(place, "B1", "plan").state is State.FAULT
    accepted = Draft(Act.ACCEPT, "file:1", {"code": "document.too_long"}, "书记已说明")
    decide(place[1], [accepted], at=NOW, who="李")
    assert cell(place, "B1", "plan").state is State.ACCEPTED


def test_a_soft_finding_counts_as_done(place: Place) -> None:
    take_in(
        place[1],
        make_mail("一", [("视频.mp4", "v")]),
        auto("B1", FileKind.VIDEO),
        measures={"v": LONG_VIDEO},
    )
    assert cell(place, "B1", "video").state is State.SOFT
    assert board(place).progress[1].done == 1


def test_the_latest_version_rules_and_the_first_arrival_decides_lateness(place: Place) -> None:
    store = place[1]
    after = DEADLINE + timedelta(hours=2)
    take_in(
        store,
        make_mail("一", [("方案.docx", "x")]),
        auto("B1", FileKind.PLAN),
        measures={"x": LONG_PLAN},
    )
    take_in(
        store,
        make_mail("二", [("方案修改.docx", "y")], at=after),
        auto("B1", FileKind.PLAN),
        measures={"y": GOOD_PLAN},
    )
    mended = cell(place, "B1", "plan", after + timedelta(hours=1))
    assert (mended.state, mended.late) == (State.DONE, False)
    assert cell(place, "B1", "plan", DEADLINE).state is State.FAULT


def test_a_first_arrival_after_the_limit_is_done_and_late(place: Place) -> None:
    after = DEADLINE + timedelta(seconds=1)
    take_in(
        place[1],
        make_mail("一", [("方案.docx", "x")], at=after),
        auto("B1", FileKind.PLAN),
        measures={"x": GOOD_PLAN},
    )
    found = cell(place, "B1", "plan", after)
    assert (found.state, found.late) == (State.DONE, True)


def test_an_extension_moves_the_limit_of_that_branch_only(place: Place) -> None:
    until = DEADLINE + timedelta(days=2)
    granted = Draft(Act.EXTEND, "branch:B1", {"until": until.isoformat()})
    decide(place[1], [granted], at=NOW, who="李")
    late = DEADLINE + timedelta(days=1)
    assert not cell(place, "B1", "plan", late).late
    assert cell(place, "B2", "plan", late).late


def test_a_waiting_file_asks_and_is_nobodys_yet(place: Place) -> None:
    take_in(place[1], make_mail("一", [("方案.docx", "x")]), ask(FileKind.PLAN, "B1", "B2"))
    assert cell(place, "B1", "plan").state is State.REVIEW
    assert cell(place, "B3", "plan").state is State.MISSING
    view = board(place)
    assert view.queue == 1
    assert view.progress[0].done == 0


def test_a_person_outranks_every_later_judgement(place: Place) -> None:
    from store.intake.record import rejudge

    store = place[1]
    take_in(store, make_mail("一", [("方案.docx", "x")]), ask(FileKind.PLAN, "B1", "B2"))
    decision = Draft(Act.CREDIT, "file:1", {"branch_ids": ["B2"], "kind": "plan"})
    decide(store, [decision], at=NOW, who="李")
    rejudge(store, {"file:1": auto("B1", FileKind.PLAN)}, at=NOW)
    assert cell(place, "B2", "plan").state is State.DONE
    assert cell(place, "B1", "plan").state is State.MISSING


def test_a_link_shows_its_days_and_the_time_of_its_mail_counts(place: Place) -> None:
    link = Link("https://mail.163.com/x", "mail.163.com", "视频.mp4", 1, NOW + timedelta(days=6))
    take_in(place[1], make_mail("一", links=[link]), auto("B1", FileKind.VIDEO))
    found = cell(place, "B1", "video", DEADLINE + timedelta(days=1))
    assert (found.state, found.late) == (State.LINK, False)
    assert board(place).links == 1


def test_a_file_for_nobody_on_the_roster_is_off_the_queue(place: Place) -> None:
    proposal = replace(ask(FileKind.OTHER), verdict=Verdict.AUTO, scope=Scope.NONE)
    take_in(place[1], make_mail("一", [("通讯.pdf", "x")]), proposal)
    assert board(place).queue == 0


def make_session(day: date, **speakers: Speaker) -> Session:
    return Session("S1", "U1", day, "综合楼", "书记会议", "held", speakers)


def test_sharing_is_done_only_with_its_form_and_undo_takes_it_back(place: Place) -> None:
    workspace, store = place
    held = make_session(date(2027, 4, 8), B1="secretary", B2="absent")
    save_session(store, held, workspace.notice, marking=Marking(NOW, "李"))
    assert cell(place, "B1", "sharing").state is State.OPEN
    receive_forms(
        store, ["session:S1"], on_paper=True, day=date(2027, 4, 9), marking=Marking(NOW, "李")
    )
    assert cell(place, "B1", "sharing").state is State.DONE
    assert cell(place, "B1", "eval_form").state is State.DONE
    assert cell(place, "B2", "sharing").state is State.OPEN
    assert board(place).progress[3].done == 1
    batch = latest_batch(store, who="李")
    assert batch is not None
    undo(store, batch, at=NOW, who="李")
    assert cell(place, "B1", "sharing").state is State.OPEN


def test_a_session_still_to_come_is_not_held(place: Place) -> None:
    workspace, store = place
    coming = make_session(date(2027, 4, 20), B1="secretary")
    save_session(store, coming, workspace.notice, marking=Marking(NOW + timedelta(days=20), "李"))
    found = cell(place, "B1", "sharing")
    assert found.state is State.OPEN
    assert found.detail is not None
    assert found.detail.code == "cell.planned"


def test_a_scope_limits_rows_totals_and_queue(place: Place) -> None:
    store = place[1]
    take_in(store, make_mail("一", [("a", "x")]), ask(FileKind.PLAN, "B1"))
    take_in(store, make_mail("二", [("b", "y")]), ask(FileKind.PLAN, "B3"))
    view = board(place, scope="图书馆")
    assert [row.branch.id for row in view.rows] == ["B3"]
    assert view.progress[0].total == 1
    assert view.queue == 1


def test_what_arrives_later_is_not_on_an_earlier_board(place: Place) -> None:
    take_in(place[1], make_mail("一", [("a", "x")]), auto("B1", FileKind.PLAN))
    assert cell(place, "B1", "plan", NOW - timedelta(hours=1)).state is State.MISSING


def test_the_side_panel_has_files_with_versions_and_history(place: Place) -> None:
    workspace, store = place
    for name, content in (("一", "x"), ("二", "y"), ("三", "y")):
        take_in(
            store,
            make_mail(name, [(f"{name}.docx", content)]),
            auto("B1", FileKind.PLAN),
            measures={content: GOOD_PLAN},
        )
    view = branch_view(store, workspace, "B1", now=NOW)
    assert view is not None
    assert [(f.credit.path, f.version, f.current) for f in view.files] == [
        ("三.docx", 0, False),
        ("二.docx", 2, True),
        ("一.docx", 1, False),
    ]
    assert [line.act for line in view.history] == ["mail.stored"] * 3
    assert branch_view(store, workspace, "nobody", now=NOW) is None


def test_all_six_have_a_total(place: Place) -> None:
    assert [(p.item, p.total) for p in board(place).progress] == [(item, 3) for item in Item]
