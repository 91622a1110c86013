"""The piles of mail: their order, and what is from before the start date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide
from store.model import FileKind, Params, State
from store.views.board.dashboard import dashboard
from store.views.inbox.queue import Pile, intake_view
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, ask, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def subjects(made: tuple[Workspace, Store], pile: Pile) -> list[str]:
    workspace, store = made
    view = intake_view(store, workspace, now=NOW)
    return [line.received.subject for line in view.pile(pile)]


def test_a_mail_lies_in_one_pile(made: tuple[Workspace, Store]) -> None:
    _, store = made
    early = NOW - timedelta(days=60)
    take_in(store, make_mail("早", [("a", "1")], at=early), ask(FileKind.PLAN, "B1"))
    take_in(store, make_mail("问", [("a", "2")]), ask(FileKind.PLAN, "B1"))
    take_in(store, make_mail("定", [("a", "3")]), auto("B1", FileKind.PLAN))
    assert [subjects(made, pile) for pile in Pile] == [["问"], [], ["早"], ["定"]]


def test_of_what_was_decided_the_newest_comes_first(made: tuple[Workspace, Store]) -> None:
    _, store = made
    for hours, name in ((5, "旧"), (1, "新")):
        mail = make_mail(name, [("a", name)], at=NOW - timedelta(hours=hours))
        take_in(store, mail, auto("B1", FileKind.PLAN))
    assert subjects(made, Pile.SETTLED) == ["新", "旧"]


def test_an_earlier_limit_comes_first(made: tuple[Workspace, Store]) -> None:
    _, store = made
    take_in(
        store, make_mail("一", [("a", "1")], at=NOW - timedelta(hours=9)), ask(FileKind.PLAN, "B1")
    )
    take_in(store, make_mail("二", [("a", "2")]), ask(FileKind.PLAN, "B2"))
    until = (DEADLINE + timedelta(days=3)).isoformat()
    decide(store, [Draft(Act.EXTEND, "branch:B1", {"until": until})], at=NOW, who="李老师")
    assert subjects(made, Pile.WAITING) == ["二", "一"]


def test_mail_from_before_the_window_neither_waits_on_the_board_nor_hides_lateness(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    early = NOW - timedelta(days=60)
    take_in(store, make_mail("早", [("a", "1")], at=early), ask(FileKind.PLAN, "B1"))
    view = dashboard(store, workspace, now=DEADLINE + timedelta(days=1))
    cell = next(row for row in view.rows if row.branch.id == "B1").cell("plan")
    assert (view.queue, cell.state, cell.late) == (0, State.MISSING, True)
    payload: Params = {"branch_ids": ["B1"], "kind": "plan"}
    decide(store, [Draft(Act.CREDIT, "file:1", payload)], at=NOW, who="李老师")
    view = dashboard(store, workspace, now=DEADLINE + timedelta(days=1))
    cell = next(row for row in view.rows if row.branch.id == "B1").cell("plan")
    assert cell.state is State.DONE


def test_the_first_of_the_pile_is_looked_at_where_the_wanted_mail_is_not_there(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    take_in(store, make_mail("问", [("a", "2")]), ask(FileKind.PLAN, "B1"))
    view = intake_view(store, workspace, now=NOW, mail_id=99)
    assert view.mail is not None
    assert view.mail.received.subject == "问"
    assert intake_view(store, workspace, now=NOW, pile=Pile.OUTSIDE).mail is None
