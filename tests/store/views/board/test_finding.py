"""Filters, sorts and find-as-you-type of the board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.db.database import Store
from store.db.decisions import Marking
from store.decisions import marks
from store.decisions.seen import begin_looking
from store.model import Address, FileKind, Link
from store.views.board.dashboard import read_dashboard
from store.views.board.finding import Filter, Order, Wanted, counts, find
from store.views.board.search import Speller, search_index
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, ask, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

Place = tuple[Workspace, Store]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    begin_looking(store, "李")
    plan = replace(
        make_mail("报送[材料]", [("材料.zip/党建Plus.docx", "x")]),
        sender=Address("赵敏", "zhao@neu.example"),
    )
    take_in(store, plan, auto("B1", FileKind.PLAN), measures={"x": {"chars": 1900}})
    take_in(store, make_mail("视频", [("v.mp4", "v")]), ask(FileKind.VIDEO, "B3"))
    after = DEADLINE + timedelta(hours=1)
    until = after + timedelta(days=2)
    link = Link("https://mail.163.com/x", "mail.163.com", "大.mp4", 1, until)
    take_in(store, make_mail("链接", links=[link], at=after), auto("B2", FileKind.VIDEO))
    marks.extend(
        store,
        ["branch:B3"],
        DEADLINE + timedelta(days=3),
        deadline=DEADLINE,
        reason="x",
        marking=Marking(NOW, "李"),
    )
    yield workspace, store
    store.close()


def found(
    place: Place, wanted: Wanted, *, now: datetime = DEADLINE + timedelta(hours=2)
) -> list[str]:
    view, facts = read_dashboard(place[1], place[0], now=now, who="李")
    index = search_index(place[1], facts, Speller())
    return [row.branch.id for row in find(view.rows, wanted, index)]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        (Filter.ALL, ["B1", "B2", "B3"]),
        (Filter.INCOMPLETE, ["B1", "B2", "B3"]),
        (Filter.CLAIM, ["B3"]),
        (Filter.FAULT, ["B1"]),
        (Filter.SOFT, []),
        (Filter.LINKS, ["B2"]),
        (Filter.LATE, ["B1", "B2"]),
        (Filter.AFTER_LIMIT, ["B2"]),
        (Filter.NOT_VETTED, ["B1"]),
        (Filter.EXTENDED, ["B3"]),
        (Filter.FRESH, ["B1", "B2", "B3"]),
    ],
)
def test_each_filter_finds_what_it_counts(place: Place, name: Filter, ids: list[str]) -> None:
    assert found(place, Wanted(name)) == ids
    view, _ = read_dashboard(place[1], place[0], now=DEADLINE + timedelta(hours=2), who="李")
    assert counts(view.rows)[name] == len(ids)


def test_a_filter_and_a_sub_committee_narrow_together(place: Place) -> None:
    assert found(place, Wanted(Filter.INCOMPLETE, unit="U2")) == ["B3"]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("自动化", ["B1"]),
        ("zidonghua", ["B1"]),
        ("zdh", ["B1"]),
        ("ZDH", ["B1"]),
        ("idonghua", []),
        ("wjg", ["B1"]),
        ("王建国", ["B1"]),
        ("xinxike", ["B1", "B2"]),
        ("信息科学", ["B1", "B2"]),
        ("xxkx 研究生", ["B2"]),
        ("zhao@neu", ["B1"]),
        ("赵敏", ["B1"]),
        ("plus.docx", ["B1"]),
        ("[材料]", ["B1"]),
        ("视频", ["B3"]),
        ("信息 第一", ["B2"]),
        ("", ["B1", "B2", "B3"]),
        ("无此支部", []),
    ],
)
def test_a_branch_is_found_by_name_pinyin_initials_sender_file_and_subject(
    place: Place, typed: str, ids: list[str]
) -> None:
    assert found(place, Wanted(text=typed)) == ids


def test_without_an_index_names_are_searched(place: Place) -> None:
    view, _ = read_dashboard(place[1], place[0], now=NOW)
    assert [row.branch.id for row in find(view.rows, Wanted(text="流通"))] == ["B3"]


def test_the_name_of_a_filter_is_a_word_to_search_by(place: Place) -> None:
    view, _ = read_dashboard(place[1], place[0], now=DEADLINE + timedelta(hours=2))
    names = {"须修改": Filter.FAULT, "待酌定": Filter.SOFT}
    asked = [Wanted(text=text) for text in ("须修改", "须修改 自动化", "须修改 流通", "待酌定")]
    found = [[row.branch.id for row in find(view.rows, one, None, names)] for one in asked]
    assert found == [["B1"], ["B1"], [], []]


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        (Order.UNIT, ["B1", "B2", "B3"]),
        # The link of B2 expires; B1 misses an item and is late; B3 has more time.
        (Order.URGENCY, ["B2", "B1", "B3"]),
        ("plan", ["B1", "B2", "B3"]),
        (Order.NAME, ["B3", "B2", "B1"]),
        (Order.ARRIVAL, ["B2", "B1", "B3"]),
    ],
)
def test_rows_are_sorted(place: Place, order: str, ids: list[str]) -> None:
    names = {"B1": "自动化研究所教工党支部", "B2": "研究生第一党支部", "B3": "流通部党支部"}
    if order == Order.NAME:
        ids = sorted(ids, key=names.__getitem__)
    assert found(place, Wanted(order=order)) == ids


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("银行支部", "yinhang"),
        ("重庆", "chongqing"),
        ("重庆", "zhongqing"),
        ("重庆", "cq"),
        ("吕", "lv"),
    ],
)
def test_a_character_is_found_by_each_of_its_readings(name: str, typed: str) -> None:
    assert " " + typed in Speller().spell(name)
