"""Sub-committees of an import: known by any of their names, renamed, given alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db.database import Store, open_store
from store.roster.importing import load_roster, plan_import
from store.roster.rows import SubCommitteeRow
from tests.engines import OVER_BOTH, location
from tests.store.roster.roster_rows import codes, file, imported, row, units

pytestmark = OVER_BOTH


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(location(tmp_path / "sixones.db"))
    yield opened
    opened.close()


def test_a_sub_committee_is_known_by_alias_former_name_and_without_its_ending(store: Store) -> None:
    more = units(
        SubCommitteeRow(2, "机械工程与自动化学院党委", ("机械学院",), ("机械工程学院",)),
        SubCommitteeRow(3, "图书馆直属党总支"),
    )
    plan = imported(
        store,
        file(
            row(2, "一", "机械工程与自动化学院党委"),
            row(3, "二", "机械学院"),
            row(4, "三", "机械工程学院党委"),
            row(5, "四", "机械工程与自动化学院"),
            row(6, "五", "图书馆"),
            row(7, "六", "图书馆党委"),
        ),
        more,
    )
    roster = load_roster(store)
    of_branch = {branch.name: roster.names[branch.sub_committee_id] for branch in roster.branches}
    assert set(of_branch.values()) == {"机械工程与自动化学院党委", "图书馆直属党总支", "图书馆党委"}
    assert [name for name in "一二三四" if of_branch[name] != "机械工程与自动化学院党委"] == []
    assert of_branch["五"] == "图书馆直属党总支"
    assert of_branch["六"] == "图书馆党委"
    assert not plan.problems


def test_an_alias_of_two_sub_committees_is_told(store: Store) -> None:
    more = units(
        SubCommitteeRow(2, "材料科学学院党委", ("材料",)),
        SubCommitteeRow(3, "材料工程学院党委", ("材料",)),
    )
    plan = plan_import(store, file(row(2, "一", "材料"), row(3, "二", "材料科学学院党委")), more)
    assert codes(plan) == [(2, "roster.sub_committee_ambiguous")]
    assert [branch.name for branch in plan.added] == ["二"]
    assert len(plan.sub_committees_added) == 2


def test_a_sub_committee_renamed_keeps_its_branches(store: Store) -> None:
    imported(store, file(row(2, "一", "材料与冶金学院党委")))
    (before,) = load_roster(store).branches
    more = units(SubCommitteeRow(2, "材料科学与工程学院党委", (), ("材料与冶金学院",)))
    plan = imported(store, file(row(2, "一", "材料科学与工程学院党委")), more)
    roster = load_roster(store)
    assert roster.branches == (before,)
    assert [unit.name for unit in roster.sub_committees] == ["材料科学与工程学院党委"]
    assert "材料与冶金学院党委" in roster.sub_committees[0].former_names
    assert [change.fields for change in plan.sub_committees_changed] == [("name", "former_names")]
    assert plan_import(store, file(row(2, "一", "材料与冶金学院")), None).empty


def test_sub_committees_alone_leave_the_branches(store: Store) -> None:
    imported(store, file(row(2, "一"), row(3, "二")))
    plan = imported(
        store, None, units(SubCommitteeRow(2, "甲党委", ("甲",), (), ("王",), ("a@x.example",)))
    )
    assert (len(plan.unchanged), plan.withdrawn) == (2, ())
    assert load_roster(store).sub_committees[0].staff == ("王",)
    assert plan_import(store, file(row(2, "一"), row(3, "二"))).empty
