"""Reviewers come from a table as an office has it; every row that cannot be read is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from store.errors import ConfigError
from store.items.review import Reviewer
from store.items.reviewer_table import ReadReviewers, read_reviewers
from store.notice.notice import load_notice
from store.roster.stored import StoredRoster
from tests.making import BRANCHES, UNITS

NOTICE = load_notice("neu-2021-8")
ROSTER = StoredRoster(BRANCHES, UNITS)
KNOWN = (Reviewer("R0001", "周敏", "党务干部", "U2", address="zhou@neu.example"),)


def read(path: Path, *rows: list[str]) -> ReadReviewers:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    book.save(path)
    return read_reviewers(path, ROSTER, NOTICE, known=KNOWN)


def told(found: ReadReviewers) -> list[tuple[str, object]]:
    return [(one.code.rpartition(".")[2], one.params["row"]) for one in found.problems]


HEADS = ["序号", "姓名", "专家类别", "所在单位", "所在党支部", "电子邮箱", "备注"]


def test_heads_stand_below_a_title_in_any_order_and_in_the_words_of_an_office(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path / "a.xlsx",
        ["2026年度函评专家名单"],
        ["序号", "电子邮箱", "所在单位", "姓 名", "身份"],
        ["1", "li@neu.example", "信息学院", "李 明", "教工党支部书记"],
        ["2", "", "宣传部", "吴刚", "党务干部"],
        ["合计", "", "", "合计2人", ""],
    )
    assert found.problems == ()
    first, second = found.reviewers
    assert (first.name, first.kind, first.sub_committee_id) == ("李 明", "教师支部书记", "U1")
    assert first.address == "li@neu.example"
    assert (second.kind, second.sub_committee_id) == ("党务干部", "")
    assert [(one.code.rpartition(".")[2], one.params["row"]) for one in found.remarks] == [
        ("outside", 4),
        ("no_address", 4),
    ]


def test_a_reviewer_s_branch_keeps_them_off_it(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.xlsx",
        HEADS,
        ["1", "王建国", "教师支部书记", "信息科学与工程学院", "自动化研究所教工党支部", "", ""],
        ["2", "某人", "学生党支部书记", "", "研究生第一支部", "m@neu.example", ""],
    )
    assert [(one.sub_committee_id, one.branch_id) for one in found.reviewers] == [
        ("U1", "B1"),
        ("U1", "B2"),
    ]


def test_who_is_on_the_panel_keeps_the_code_and_is_changed(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.xlsx",
        ["姓名", "类别", "邮箱"],
        ["周敏", "学生支部书记", ""],
        ["周敏", "党务干部", "other@neu.example"],
    )
    (same, namesake) = found.reviewers
    assert (same.id, same.kind, same.address) == ("R0001", "学生支部书记", "zhou@neu.example")
    assert namesake.id != "R0001"


def test_each_row_that_cannot_be_read_is_told_and_the_others_stay(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.xlsx",
        HEADS,
        ["1", "甲", "校外专家", "", "", "", ""],
        ["2", "乙", "", "", "", "", ""],
        ["3", "丙", "党务干部", "信息科学与工程学院", "没有这个支部", "", ""],
        ["4", "丁", "党务干部", "", "", "ding@", ""],
        ["5", "戊", "党务干部", "图书馆", "", "wu@neu.example", ""],
        ["6", "戊", "党务干部", "图书馆", "", "wu@neu.example", ""],
    )
    assert told(found) == [("kind", 2), ("kind", 3), ("branch", 4), ("address", 5), ("twice", 7)]
    assert [one.name for one in found.reviewers] == ["戊"]


def test_a_file_without_its_heads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as err:
        read(tmp_path / "a.xlsx", ["专业", "年级"], ["甲", "2019"])
    assert err.value.code == "reviewer_table.no_head"


def test_a_csv_in_the_charset_of_excel_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,类别,邮箱\r\n钱进,党务干部,qian@neu.example\r\n".encode("gb18030"))
    (one,) = read_reviewers(path, ROSTER, NOTICE, known=()).reviewers
    assert one.name == "钱进"
