"""The roster applied and shown: one transaction, a journal, words in both languages."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import msgspec
import pytest

from store.db.database import Store, open_store
from store.errors import ConfigError, StoreError
from store.roster.importing import (
    apply_plan,
    describe_plan,
    load_roster,
    plan_import,
    read_roster,
    read_sub_committees,
)
from store.text.wording import load
from tests.engines import EMBEDDED, OVER_BOTH, location

pytestmark = OVER_BOTH

NOW = datetime(2027, 3, 16, 1, tzinfo=UTC)
HEAD = ["branch_id", "分党委", "党支部", "书记", "邮箱", "连续两年"]
FIRST = [
    ["B1", "机械学院党委", "教工第一党支部", "王立", "w@x.example", "否"],
    ["B2", "机械学院党委", "研究生第二党支部", "李四", "", ""],
    ["B3", "文法学院党委", "教工第一党支部", "", "", "是"],
    ["B4", "文法学院党委", "学生党支部", "", "", ""],
]
SECOND = [
    ["B1", "机械学院党委", "教工第一党支部", "张三", "z@x.example；坏邮箱", "是"],
    ["B2", "机械学院党委", "研究生第二党支部", "李四", "", ""],
    ["B3", "文法学院党委", "教工第一党支部", "", "", "是"],
    ["", "文法学院党委", "教师第1支部", "", "", ""],
    ["", "文法学院党委", "", "", "", ""],
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(location(tmp_path / "sixones.db"))
    yield opened
    opened.close()


def written(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "名册.csv"
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([HEAD, *rows])
    return path


def journal_of(store: Store) -> list[tuple[str, str, object, object]]:
    return [
        (
            row["act"],
            row["subject"],
            row["before"] and msgspec.json.decode(row["before"]),
            row["after"] and msgspec.json.decode(row["after"]),
        )
        for row in store.rows("SELECT * FROM journal ORDER BY id")
    ]


def import_file(store: Store, path: Path) -> None:
    apply_plan(store, plan_import(store, read_roster(path)), at=NOW, actor="王")


def test_an_import_is_journalled_from_and_to(store: Store, tmp_path: Path) -> None:
    import_file(store, written(tmp_path, FIRST))
    assert [entry[0] for entry in journal_of(store)] == ["roster.added"] * 6
    assert {row["actor"] for row in store.rows("SELECT actor FROM journal")} == {"王"}
    import_file(store, written(tmp_path, SECOND))
    later = journal_of(store)[6:]
    acts = [(act, subject) for act, subject, _, _ in later]
    added = load_roster(store).branches[-1].id
    assert acts == [
        ("roster.added", f"branch:{added}"),
        ("roster.changed", "branch:B1"),
        ("roster.withdrawn", "branch:B4"),
    ]
    assert later[1][2] == {
        "secretary": "王立",
        "contacts": ["w@x.example"],
        "consecutive_years": False,
    }
    assert later[2][3] == {"withdrawn": "导入的名册中没有该支部"}
    import_file(store, written(tmp_path, FIRST))
    assert ("roster.readmitted", "branch:B4") in [entry[:2] for entry in journal_of(store)]


def test_the_roster_is_loaded_as_it_was_written(store: Store, tmp_path: Path) -> None:
    import_file(store, written(tmp_path, FIRST))
    roster = load_roster(store)
    assert [branch.id for branch in roster.branches] == ["B1", "B2", "B3", "B4"]
    first = roster.branches[0]
    assert (first.secretary, first.contacts, first.consecutive_years) == (
        "王立",
        ("w@x.example",),
        False,
    )
    assert [unit.name for unit in roster.sub_committees] == ["机械学院党委", "文法学院党委"]


@pytest.mark.parametrize("scope", ["机械学院党委", "机械学院", "机械 学院分党委"])
def test_a_scope_limits_the_roster_to_one_sub_committee(
    store: Store, tmp_path: Path, scope: str
) -> None:
    import_file(store, written(tmp_path, FIRST))
    roster = load_roster(store, scope=scope)
    assert [branch.id for branch in roster.branches] == ["B1", "B2"]
    assert len(roster.sub_committees) == 1


def test_an_unknown_scope_names_those_there_are(store: Store, tmp_path: Path) -> None:
    assert load_roster(store, scope="材料学院").branches == ()
    import_file(store, written(tmp_path, FIRST))
    with pytest.raises(ConfigError) as caught:
        load_roster(store, scope="材料学院")
    assert caught.value.code == "scope.unknown"
    assert "机械学院党委" in load("zh_CN").error(caught.value)


def test_a_plan_is_shown_in_both_languages(store: Store, tmp_path: Path) -> None:
    import_file(store, written(tmp_path, FIRST))
    plan = plan_import(store, read_roster(written(tmp_path, SECOND)))
    added = plan.added[0].id
    assert describe_plan(plan, load("zh_CN")) == [
        "新增 1，变更 1，退出 1，不变 2。",
        "无法读取的行 1（其党支部不会因此退出）",
        "  第 6 行：没有党支部名称（文法学院党委）",
        "将退出创建 1（材料保留，不计入总数）",
        "  文法学院党委 学生党支部（B4）",
        "变更 1",
        "  机械学院党委 教工第一党支部（B1）：书记 王立 → 张三；邮箱 w@x.example → z@x.example；"
        "连续两年 否 → 是",
        "疑似同一党支部 1",
        "  文法学院党委：“教工第一党支部”与“教师第1支部”",
        "不对的邮箱 1",
        "  第 2 行：邮箱“坏邮箱”有误，未录入（教工第一党支部）",
        "新增 1",
        f"  文法学院党委 教师第1支部（{added}）",
    ]
    english = describe_plan(plan, load("en"))
    assert english[0] == "1 added, 1 changed, 1 withdrawn, 2 unchanged."
    assert len(english) == 13


def test_a_long_part_says_how_many_more(store: Store, tmp_path: Path) -> None:
    plan = plan_import(store, read_roster(written(tmp_path, FIRST)))
    short = describe_plan(plan, load("zh_CN"), longest=3)
    assert short[-1] == "  ……还有 1 项"
    assert len(describe_plan(plan, load("zh_CN"), longest=None)) == len(short)


def test_hostile_text_of_a_roster_stays_visible_text(store: Store, tmp_path: Path) -> None:
    rows = [["", "甲党委", "[red]第一\u202e{0}党支部", "", "", ""]]
    path = tmp_path / "名册.csv"
    path.write_text("\n".join(",".join(row) for row in (HEAD, *rows)), encoding="utf-8")
    plan = plan_import(store, read_roster(path))
    assert any("[red]第一{0}党支部" in line for line in describe_plan(plan, load("zh_CN")))


def test_a_mass_withdrawal_needs_force(store: Store, tmp_path: Path) -> None:
    import_file(store, written(tmp_path, FIRST))
    plan = plan_import(store, read_roster(written(tmp_path, FIRST[:1])))
    assert any("选错了文件" in line for line in describe_plan(plan, load("zh_CN")))
    with pytest.raises(ConfigError) as caught:
        apply_plan(store, plan, at=NOW, actor="王")
    assert caught.value.code == "roster.mass_withdrawal"
    assert "--force" in load("zh_CN").error(caught.value)
    assert len(load_roster(store).active) == 4
    apply_plan(store, plan, at=NOW, actor="王", force=True, reason="本年度不再参与")
    assert {branch.withdrawn for branch in load_roster(store).branches} == {None, "本年度不再参与"}


def test_row_numbers_as_ids_need_force(store: Store, tmp_path: Path) -> None:
    import_file(store, written(tmp_path, FIRST))
    moved = [[FIRST[at][0], *FIRST[at - 1][1:]] for at in range(4)]
    plan = plan_import(store, read_roster(written(tmp_path, moved)))
    with pytest.raises(ConfigError) as caught:
        apply_plan(store, plan, at=NOW, actor="王")
    assert caught.value.code == "roster.mass_rename"


def test_a_plan_made_on_another_roster_is_refused(store: Store, tmp_path: Path) -> None:
    early = plan_import(store, read_roster(written(tmp_path, FIRST)))
    import_file(store, written(tmp_path, FIRST[:1]))
    before = store.revision()
    with pytest.raises(ConfigError) as caught:
        apply_plan(store, early, at=NOW, actor="李")
    assert caught.value.code == "roster.changed_meanwhile"
    assert store.revision() == before


@EMBEDDED
def test_an_import_that_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    plan = plan_import(store, read_roster(written(tmp_path, FIRST)))
    store.execute(
        "CREATE TRIGGER stop BEFORE INSERT ON branches WHEN NEW.id = 'B3' "
        "BEGIN SELECT RAISE(ABORT, 'disk'); END"
    )
    with pytest.raises(StoreError):
        apply_plan(store, plan, at=NOW, actor="王")
    assert load_roster(store).sub_committees == ()
    assert store.revision() == 0


def test_applying_an_empty_plan_writes_nothing(store: Store, tmp_path: Path) -> None:
    import_file(store, written(tmp_path, FIRST))
    before = store.revision()
    import_file(store, written(tmp_path, FIRST))
    assert store.revision() == before


def test_sub_committees_come_with_their_aliases_and_addresses(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "分党委.csv"
    path.write_text(
        "分党委,简称,曾用名,工作人员,邮箱\n机械学院党委,机械,,魏琪,jx@x.example\n", encoding="utf-8"
    )
    plan = plan_import(store, read_roster(written(tmp_path, FIRST)), read_sub_committees(path))
    apply_plan(store, plan, at=NOW, actor="王")
    unit = load_roster(store, scope="机械").sub_committees[0]
    assert (unit.aliases, unit.staff, unit.contacts) == (("机械",), ("魏琪",), ("jx@x.example",))


def test_a_reader_sees_the_roster_before_or_after_an_import_only(
    store: Store, tmp_path: Path
) -> None:
    plan = plan_import(store, read_roster(written(tmp_path, FIRST)))
    reader = open_store(location(tmp_path / "sixones.db"))
    with store.atomic():
        apply_plan(store, plan, at=NOW, actor="王")
        assert load_roster(reader).branches == ()
    assert len(load_roster(reader).branches) == 4
    reader.close()


def test_five_thousand_rows_are_imported_within_two_seconds(store: Store, tmp_path: Path) -> None:
    rows = [
        [
            f"B{number:04}",
            f"第{number % 60}学院党委",
            f"教工第{number}党支部",
            "王",
            "a@x.example",
            "",
        ]
        for number in range(5000)
    ]
    path = written(tmp_path, rows)
    start = process_time()
    import_file(store, path)
    assert process_time() - start < 2
    assert len(load_roster(store).branches) == 5000


@EMBEDDED
def test_the_database_accepts_no_branch_without_its_sub_committee(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.execute(
            "INSERT INTO branches VALUES ('B', 'none', 'x', '[]', '', '[]', 0, '', '', NULL)"
        )
