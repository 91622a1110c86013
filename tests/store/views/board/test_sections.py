"""A document of several branches: each branch is judged by its own part, and nobody is dunned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide
from store.model import DocumentSection, FileKind, Params, Scope, State
from store.rules.parts import of_parts, part_headings
from store.views.board.dashboard import dashboard
from store.views.board.types import Cell
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import NOW, ask, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

Place = tuple[Workspace, Store]


def part(heading: str, chars: int, *, ended: bool = False) -> dict[str, object]:
    counts = {"chars": chars, "chars_least": chars, "chars_most": chars}
    section = {"heading": heading, "level": 1, "chars": chars}
    return {"heading": heading, **counts, "dated_lines": 0, "ended": ended, "sections": [section]}


MEASURES: Params = {
    "chars": 2900,
    "parts": [part("甲党支部", 1400, ended=True), part("附表", 90), part("乙党支部", 1510)],
}
PROPOSAL = replace(
    ask(FileKind.PLAN, "B1", "B2"),
    scope=Scope.SEVERAL,
    sections=(DocumentSection("甲党支部", "B1", (0, 1)), DocumentSection("乙党支部", "B2", (2,))),
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    mail = make_mail("一", [("两个支部方案.docx", "x")])
    take_in(store, mail, PROPOSAL, measures={"x": MEASURES})
    yield workspace, store
    store.close()


def plan_of(place: Place, branch_id: str) -> Cell:
    rows = dashboard(place[1], place[0], now=NOW).rows
    return next(row for row in rows if row.branch.id == branch_id).cell("plan")


def test_while_it_waits_every_branch_in_it_is_asked_about(place: Place) -> None:
    assert [plan_of(place, name).state for name in ("B1", "B2")] == [State.REVIEW, State.REVIEW]


def test_each_branch_is_judged_by_its_own_part(place: Place) -> None:
    payload: Params = {
        "branch_ids": ["B1", "B2"],
        "kind": FileKind.PLAN,
        "sections": {"B1": [0, 1], "B2": [2]},
    }
    decide(place[1], [Draft(Act.CREDIT, "file:1", payload)], at=NOW, who="王")
    first, second = plan_of(place, "B1"), plan_of(place, "B2")
    assert first.detail is not None
    assert first.detail.params == {"n": 1400}
    assert "document.too_long" not in first.judged
    assert (second.state, second.judged[0]) == (State.FAULT, "document.too_long")


def test_what_follows_a_list_of_files_counts_at_most_perhaps() -> None:
    own = of_parts(MEASURES, [1, 0])
    assert (own["chars"], own["chars_most"]) == (1400, 1490)
    assert part_headings(MEASURES) == ("甲党支部", "附表", "乙党支部")


def test_places_that_are_not_there_change_nothing() -> None:
    assert of_parts(MEASURES, [9]) is MEASURES
    assert part_headings({}) == ()
