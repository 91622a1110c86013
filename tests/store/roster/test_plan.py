"""Planning an import: what is the same branch, what is new, what goes, what is suspicious."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.db.database import Store, open_store
from store.model import Problem
from store.roster.importing import apply_plan, load_roster, plan_import
from store.roster.reader import read_roster
from store.roster.rows import RosterRow, RowProblem
from tests.engines import OVER_BOTH, location
from tests.store.roster.roster_rows import NOW, codes, file, imported, row

pytestmark = OVER_BOTH


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(location(tmp_path / "sixones.db"))
    yield opened
    opened.close()


def test_a_second_import_changes_nothing(store: Store) -> None:
    roster = file(
        row(2, "第一党支部", branch_id="B1"), row(3, "第二党支部", contacts=("a@x.example",))
    )
    first = imported(store, roster)
    assert [branch.name for branch in first.added] == ["第一党支部", "第二党支部"]
    assert [unit.name for unit in first.sub_committees_added] == ["甲党委"]
    second = plan_import(store, roster)
    assert second.empty
    assert len(second.unchanged) == 2


def test_ids_are_the_same_in_any_order_of_rows(store: Store) -> None:
    rows = [row(number, f"第{number}党支部") for number in range(2, 9)]
    imported(store, file(*rows))
    assert plan_import(store, file(*reversed(rows))).empty


def test_a_changed_cell_is_shown_from_and_to(store: Store) -> None:
    imported(store, file(row(2, "第一党支部", secretary="王", contacts=("a@x.example",))))
    plan = plan_import(store, file(row(2, "第一党支部", secretary="李", contacts=("a@x.example",))))
    (change,) = plan.changed
    assert change.fields == ("secretary",)
    assert (change.before.secretary, change.after.secretary) == ("王", "李")
    assert not plan.added
    assert not plan.withdrawn


def test_a_column_that_the_file_has_not_changes_nothing(store: Store) -> None:
    imported(store, file(row(2, "第一党支部", secretary="王", phone="1")))
    assert plan_import(store, file(row(2, "第一党支部"), columns=frozenset())).empty
    plan = plan_import(store, file(row(2, "第一党支部"), columns=frozenset({"phone"})))
    assert plan.changed[0].fields == ("phone",)


def test_a_rename_with_its_id_is_a_change(store: Store) -> None:
    imported(
        store, file(row(2, "第一党支部", branch_id="B1"), row(3, "第二党支部", branch_id="B2"))
    )
    plan = plan_import(
        store, file(row(2, "机械系党支部", branch_id="B1"), row(3, "第二党支部", branch_id="B2"))
    )
    assert [change.fields for change in plan.changed] == [("name",)]
    assert not plan.added
    assert not plan.withdrawn


def test_a_rename_without_id_is_shown_as_gone_and_come_with_a_hint(store: Store) -> None:
    imported(store, file(row(2, "教工第一党支部"), row(3, "研究生党支部", secretary="王")))
    plan = plan_import(store, file(row(2, "教师第1支部"), row(3, "博士生党支部", secretary="王")))
    assert [branch.name for branch in plan.withdrawn] == ["教工第一党支部", "研究生党支部"]
    assert [branch.name for branch in plan.added] == ["教师第1支部", "博士生党支部"]
    hints = {(hint.one.name, hint.other.name, hint.why) for hint in plan.near_duplicates}
    assert hints == {
        ("教工第一党支部", "教师第1支部", "rename"),
        ("研究生党支部", "博士生党支部", "rename"),
    }


def test_a_branch_that_moves_keeps_its_id(store: Store) -> None:
    imported(store, file(row(2, "第一党支部", branch_id="B1")))
    plan = plan_import(store, file(row(2, "第一党支部", "乙党委", branch_id="B1")))
    assert [change.fields for change in plan.changed] == [("sub_committee_id",)]


def test_the_same_name_in_another_width_is_no_rename(store: Store) -> None:
    imported(store, file(row(2, "AI系第一党支部")))
    assert plan_import(store, file(row(2, "ＡＩ系 第一党支部"))).empty


def test_ids_given_later_keep_the_branch(store: Store) -> None:
    imported(store, file(row(2, "第一党支部")))
    (before,) = load_roster(store).branches
    plan = imported(store, file(row(2, "第一党支部", branch_id="B1")))
    assert codes(plan) == [(2, "roster.id_kept")]
    assert load_roster(store).branches == (before,)


def test_ids_left_out_later_keep_the_branch(store: Store) -> None:
    imported(store, file(row(2, "第一党支部", branch_id="B1")))
    assert plan_import(store, file(row(2, "第一党支部"))).empty


def test_an_id_speaks_before_a_name_wherever_it_stands(store: Store) -> None:
    imported(
        store, file(row(2, "第一党支部", branch_id="B1"), row(3, "第二党支部", branch_id="B2"))
    )
    plan = plan_import(
        store, file(row(2, "第二党支部", branch_id="B9"), row(3, "第二党支部", branch_id="B2"))
    )
    assert {branch.id for branch in plan.added} == {"B9"}
    assert [branch.id for branch in plan.withdrawn] == ["B1"]
    assert codes(plan) == [(3, "roster.same_name")]


def test_a_name_that_comes_back_after_a_rename_is_another_branch(store: Store) -> None:
    imported(store, file(row(2, "第一党支部")))
    (first,) = load_roster(store).branches
    imported(store, file(row(2, "机械系党支部", branch_id=first.id)))
    imported(store, file(row(2, "机械系党支部"), row(3, "第一党支部")))
    names = {branch.id: branch.name for branch in load_roster(store).branches}
    assert names[first.id] == "机械系党支部"
    assert len(names) == 2


def test_absent_branches_withdraw_and_come_back(store: Store) -> None:
    both = file(row(2, "第一党支部"), row(3, "第二党支部"), row(4, "第三党支部"))
    imported(store, both)
    plan = imported(store, file(*both.rows[:2]))
    assert [branch.name for branch in plan.withdrawn] == ["第三党支部"]
    assert not plan.mass_withdrawal
    assert len(load_roster(store).branches) == 3
    assert len(load_roster(store).active) == 2
    again = plan_import(store, file(*both.rows[:2]))
    assert again.empty
    back = imported(store, both)
    (change,) = back.changed
    assert change.after.name == "第三党支部"
    assert change.before.withdrawn is not None
    assert change.after.withdrawn is None
    assert len(load_roster(store).active) == 3


def test_a_row_that_cannot_be_read_withdraws_nobody(store: Store) -> None:
    imported(
        store,
        file(row(2, "第一党支部", branch_id="B1"), row(3, "第二党支部"), row(4, "第三党支部")),
    )
    lost = (
        RowProblem(2, Problem("roster.name_too_long"), True, "B1", "甲党委", "x"),
        RowProblem(3, Problem("roster.formula"), True, "", "甲党委", "第二 党支部"),
    )
    plan = plan_import(store, file(row(4, "第三党支部"), problems=lost))
    assert plan.empty
    assert [entry.row for entry in plan.unreadable] == [2, 3]


def test_a_lost_row_holds_every_branch_of_its_name(store: Store) -> None:
    imported(store, file(row(2, "四"), row(3, "四", branch_id="B2")))
    plan = imported(store, file(row(2, "一", branch_id="B1"), row(3, "四", branch_id="B1")))
    assert codes(plan) == [(3, "roster.duplicate_id")]
    assert plan.withdrawn == ()


def test_the_same_row_twice_is_taken_once(store: Store) -> None:
    plan = imported(
        store, file(row(2, "第一党支部"), row(3, "第一 党支部"), row(4, "第一党支部", "乙党委"))
    )
    assert [(branch.name) for branch in plan.added] == ["第一党支部", "第一党支部"]
    assert codes(plan) == [(3, "roster.repeated_row")]
    assert [entry.row for entry in plan.duplicates] == [3]


def test_one_id_twice_is_taken_once_and_told(store: Store) -> None:
    plan = plan_import(
        store, file(row(2, "第一党支部", branch_id="B1"), row(3, "第二党支部", branch_id="B1"))
    )
    assert [branch.name for branch in plan.added] == ["第一党支部"]
    assert codes(plan) == [(3, "roster.duplicate_id")]
    assert [entry.row for entry in plan.unreadable] == [3]


def test_two_spellings_in_one_sub_committee_are_hinted(store: Store) -> None:
    plan = plan_import(
        store,
        file(
            row(2, "教工第一党支部"),
            row(3, "教师第1支部"),
            row(4, "教师第1支部", "乙党委"),
            row(5, "教工第二党支部"),
        ),
    )
    assert [(hint.one.name, hint.other.name, hint.why) for hint in plan.near_duplicates] == [
        ("教工第一党支部", "教师第1支部", "spelling")
    ]


@pytest.mark.parametrize(("left", "mass"), [(2, False), (1, True), (0, True)])
def test_more_than_half_withdrawn_is_suspicious(store: Store, left: int, mass: bool) -> None:
    rows = [row(number, f"第{number}党支部") for number in range(2, 6)]
    imported(store, file(*rows))
    assert plan_import(store, file(*rows[:left], row(9, "新党支部"))).mass_withdrawal is mass


def test_row_numbers_taken_for_ids_are_suspicious(store: Store) -> None:
    names = [f"{letter}系党支部" for letter in "甲乙丙丁戊"]
    imported(store, file(*(row(n, name, branch_id=str(n)) for n, name in enumerate(names, 2))))
    shifted = ["新系党支部", *names[:4]]
    plan = plan_import(
        store, file(*(row(n, name, branch_id=str(n)) for n, name in enumerate(shifted, 2)))
    )
    assert plan.mass_rename
    spelled = [name.replace("党支部", "支部") for name in names]
    plan = plan_import(
        store, file(*(row(n, name, branch_id=str(n)) for n, name in enumerate(spelled, 2)))
    )
    assert len(plan.changed) == 5
    assert not plan.mass_rename


NAMES = st.sampled_from([f"第{number}党支部" for number in "一二三四五六"])
ROWS = st.lists(
    st.builds(
        row,
        st.just(0),
        NAMES,
        st.sampled_from(["甲党委", "乙党委"]),
        branch_id=st.sampled_from(["", "", "B1", "B2", "B3"]),
        secretary=st.sampled_from(["王", "李"]),
    ),
    min_size=1,
    max_size=8,
).map(
    lambda rows: [
        row(n, r.name, r.sub_committee, branch_id=r.branch_id, secretary=r.secretary)
        for n, r in enumerate(rows, 2)
    ]
)


@settings(deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=4))
def test_any_imports_one_after_the_other_lose_no_branch_and_settle(
    tmp_path_factory: pytest.TempPathFactory, imports: list[list[RosterRow]]
) -> None:
    store = open_store(location(tmp_path_factory.mktemp("any") / "x.db"))
    ids: set[str] = set()
    for rows in imports:
        plan = plan_import(store, file(*rows))
        taken = len(rows) - sum(
            entry.problem.code in ("roster.repeated_row", "roster.duplicate_id")
            for entry in plan.problems
        )
        apply_plan(store, plan, at=NOW, actor="王", force=True)
        now = load_roster(store)
        # A row that was lost to a doubled id still holds every branch of its name.
        lost = {(entry.sub_committee, entry.name) for entry in plan.unreadable}
        units_of = {unit.id: unit.name for unit in now.sub_committees}
        held = sum((units_of[one.sub_committee_id], one.name) in lost for one in now.active)
        assert taken <= len(now.active) <= taken + held
        assert ids <= {branch.id for branch in now.branches}
        ids = {branch.id for branch in now.branches}
        assert plan_import(store, file(*rows)).empty
    store.close()


def test_the_sample_roster_is_read_whole(store: Store, tmp_path: Path) -> None:
    lines = ["branch_id,sub_committee,branch_name"]
    lines += [f"B{number:04},第{number % 60}学院党委,第{number}党支部" for number in range(5000)]
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    plan = imported(store, read_roster(path))
    assert len(plan.added) == 5000
    assert len(load_roster(store).branches) == 5000
    assert plan_import(store, read_roster(path)).empty
