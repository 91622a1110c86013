"""Roster files: heads in any order and language, cells as offices fill them, rows told."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from store.errors import ConfigError
from store.roster.preview import describe_problem, describe_question
from store.roster.questions import Answers, answered
from store.roster.reader import RosterFile, read_roster, read_sub_committees
from store.roster.rows import RosterRow, SubCommitteeRow
from store.text.wording import load


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = folder / "名册.csv"
    file.write_bytes("\n".join(lines).encode(encoding))
    return file


def rows_of(folder: Path, *lines: str) -> tuple[RosterRow, ...]:
    return read_roster(written(folder, *lines)).rows


def codes(file: RosterFile) -> list[tuple[int, str, bool]]:
    return [(entry.row, entry.problem.code, entry.lost) for entry in file.problems]


FULL = RosterRow(
    row=2,
    sub_committee="机械工程与自动化学院党委",
    name="机械系教工第一党支部",
    branch_id="B0001",
    secretary="王立",
    contacts=("wangli@uni.example", "jixie@uni.example"),
    aliases=("机械一支部", "“红烛工程行动”"),
    consecutive_years=True,
    kind="教工",
    phone="13800000000",
)
CELLS = {
    "sub_committee": FULL.sub_committee,
    "name": FULL.name,
    "branch_id": FULL.branch_id,
    "secretary": FULL.secretary,
    "contacts": "wangli@uni.example；jixie@uni.example",
    "aliases": "机械一支部、“红烛工程行动”",
    "consecutive_years": "是",
    "kind": FULL.kind,
    "phone": FULL.phone,
}
CHINESE = {
    "sub_committee": "分党委",
    "name": "党支部",
    "branch_id": "branch_id",
    "secretary": "书记",
    "contacts": "邮箱",
    "aliases": "别名",
    "consecutive_years": "连续两年",
    "kind": "类型",
    "phone": "电话",
}
ENGLISH = {
    "sub_committee": "sub_committee",
    "name": "branch_name",
    "branch_id": "branch_id",
    "secretary": "secretary",
    "contacts": "contact_emails",
    "aliases": "aliases",
    "consecutive_years": "consecutive_years",
    "kind": "kind",
    "phone": "phone",
}
DECORATED = {
    "sub_committee": " 分党委 （直属党总支）",
    "name": "党支部\n名称",
    "branch_id": "支部编号",
    "secretary": "书记姓名：",
    "contacts": "E-mail",
    "aliases": "简称*",
    "consecutive_years": "是否连续两年参与创建",
    "kind": "支部类型",
    "phone": "联系电话（手机）",
}


@pytest.mark.parametrize("heads", [CHINESE, ENGLISH, DECORATED])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_heads_are_known_in_any_language_and_order(
    tmp_path: Path, heads: dict[str, str], order: int, delimiter: str
) -> None:
    columns = list(CELLS)[::order]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([heads[column] for column in columns])
    writer.writerow([CELLS[column] for column in columns])
    file = read_roster(written(tmp_path, out.getvalue()))
    assert file.rows == (FULL,)
    assert file.problems == ()
    assert file.columns == set(CELLS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_any_office_encoding(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path, "分党委,党支部", "机械学院党委,第一党支部", encoding=encoding)
    assert read_roster(file).rows == (RosterRow(2, "机械学院党委", "第一党支部"),)


def test_an_xlsx_with_title_merged_cells_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["2026年度特色党支部名册"],
        ["序号", "分党委", "党支部", "电话", "连续两年", "备注"],
        [1, "机械学院党委", "第一党支部", 13800000000, "√", "已核"],
        [2, None, "第二党支部", 83687001.0, None, None],
        [3, "文法学院党委", "第一党支部", "024-83687002", "否", None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("B3:B4")
    book.save(tmp_path / "名册.xlsx")
    file = read_roster(tmp_path / "名册.xlsx")
    assert [(row.row, row.sub_committee, row.name, row.phone) for row in file.rows] == [
        (3, "机械学院党委", "第一党支部", "13800000000"),
        (4, "机械学院党委", "第二党支部", "83687001"),
        (5, "文法学院党委", "第一党支部", "024-83687002"),
    ]
    assert [row.consecutive_years for row in file.rows] == [True, False, False]
    assert file.problems == ()
    assert all(row.branch_id == "" for row in file.rows)


def test_every_sheet_with_the_heads_is_read_and_repeats_are_told_by_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["说明"])
    for title in ("甲", "乙"):
        sheet = book.create_sheet(title)
        sheet.append(["分党委", "党支部"])
        sheet.append(["机械学院党委", f"{title}党支部"])
        sheet.append(["机械学院党委", None])
    book.save(tmp_path / "名册.xlsx")
    file = read_roster(tmp_path / "名册.xlsx")
    assert [(row.name, row.sheet) for row in file.rows] == [("甲党支部", "甲"), ("乙党支部", "乙")]
    assert file.sheets == ("甲", "乙")
    assert [(entry.sheet, entry.row) for entry in file.problems] == [("甲", 3), ("乙", 3)]
    assert describe_problem(file.problems[0], load("zh_CN")).startswith("“甲”第 3 行")


def test_a_formula_without_result_is_a_lost_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["分党委", "党支部", "书记"], ["甲党委", "=B1", "王"], ["甲党委", "第二", "李"]):
        sheet.append(row)
    book.save(tmp_path / "名册.xlsx")
    file = read_roster(tmp_path / "名册.xlsx")
    assert [row.name for row in file.rows] == ["第二"]
    assert (2, "roster.formula", True) in codes(file)


def test_semicolons_inside_cells_do_not_cut_a_comma_file(tmp_path: Path) -> None:
    (row,) = rows_of(
        tmp_path,
        "branch_name,contact_emails,sub_committee",
        "第一党支部,a@uni.example;b@uni.example;c@uni.example;d@uni.example,甲党委",
    )
    assert len(row.contacts) == 4


def test_the_sub_committee_may_be_given_for_a_file_without_it(tmp_path: Path) -> None:
    file = read_roster(written(tmp_path, "党支部", "第一党支部"), sub_committee="甲党委")
    assert file.rows == (RosterRow(2, "甲党委", "第一党支部"),)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",", None),
        ("甲党委,", (2, "roster.no_name", True)),
        ("甲党委,——", (2, "roster.no_name", True)),
        (f"甲党委,{'长' * 300}", (2, "roster.name_too_long", True)),
        (f"{'长' * 300},第一党支部", (2, "roster.name_too_long", True)),
        (",第一党支部", (2, "roster.no_sub_committee", True)),
        (f"甲党委,第一党支部,,{'长' * 3000}", (2, "roster.cell_too_long", True)),
        ("甲党委,第一党支部,B 01", (2, "roster.bad_id", True)),
        ("甲党委,第一党支部,B01,,大概", (2, "roster.flag_unclear", False)),
        ("甲党委,第一党支部,B01,,是,a#b", (2, "roster.bad_address", False)),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_number(
    tmp_path: Path, row: str, problem: tuple[int, str, bool] | None
) -> None:
    file = read_roster(
        written(tmp_path, "分党委,党支部,branch_id,别名,连续两年,邮箱", row, "乙党委,第二党支部")
    )
    assert codes(file) == ([problem] if problem else [])
    assert file.rows[-1].name == "第二党支部"
    assert len(file.rows) == (1 if problem is None or problem[2] else 2)
    for language in ("zh_CN", "en"):
        for entry in file.problems:
            assert "2" in describe_problem(entry, load(language))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("分党委,党支部",), "roster.no_rows"),
        (("",), "table.empty"),
    ],
)
def test_a_file_that_is_no_roster_is_told(
    tmp_path: Path, lines: tuple[str, ...], code: str
) -> None:
    file = written(tmp_path, *lines)
    with pytest.raises(ConfigError) as caught:
        read_roster(file)
    assert caught.value.code == code
    for language in ("zh_CN", "en"):
        assert str(file) in load(language).error(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("lines", "column", "options"),
    [
        (("甲,乙", "丙,丁"), "name", ("甲", "乙")),
        (("分党委,书记", "甲党委,王"), "name", ("分党委", "书记")),
        (("党支部,书记,管理者", "第一党支部,王,甲党委"), "sub_committee", ("管理者",)),
        (("机械学院党委,第一党支部", "文法学院党委,第二党支部"), "name", ("A列", "B列")),
    ],
)
def test_a_column_that_is_not_known_is_asked_for(
    tmp_path: Path, lines: tuple[str, ...], column: str, options: tuple[str, ...]
) -> None:
    file = read_roster(written(tmp_path, *lines))
    (question,) = file.questions
    assert file.unread
    assert (question.kind, question.key, question.options) == ("column", column, options)
    assert question.samples
    for language in ("zh_CN", "en"):
        assert options[0] in "\n".join(describe_question(question, load(language)))


def test_answers_are_taken_and_the_next_question_is_asked(tmp_path: Path) -> None:
    file = written(tmp_path, "机械学院党委,第一党支部", "文法学院党委,第二党支部")
    (first,) = read_roster(file).questions
    assert first.proposal == "B列"
    answers = answered(Answers(), first, "B列")
    (second,) = read_roster(file, answers=answers).questions
    assert (second.key, second.proposal) == ("sub_committee", "A列")
    answers = answered(answers, second, "A列")
    assert [(row.sub_committee, row.name) for row in read_roster(file, answers=answers).rows] == [
        ("机械学院党委", "第一党支部"),
        ("文法学院党委", "第二党支部"),
    ]


def test_the_first_of_two_columns_of_one_meaning_rules_and_the_other_is_told(
    tmp_path: Path,
) -> None:
    file = read_roster(written(tmp_path, "分党委,党支部,电话,手机", "甲党委,第一,1,2"))
    assert file.rows[0].phone == "1"
    assert [entry.problem.params["column"] for entry in file.problems] == ["手机"]


def test_sub_committees_are_read_in_both_languages(tmp_path: Path) -> None:
    row = "机械工程与自动化学院党委,机械学院;机自,机械工程学院,魏琪、吴海,jx@uni.example"
    expected = SubCommitteeRow(
        2,
        "机械工程与自动化学院党委",
        ("机械学院", "机自"),
        ("机械工程学院",),
        ("魏琪", "吴海"),
        ("jx@uni.example",),
    )
    for head in (
        "sub_committee,aliases,former_names,staff,contact_emails",
        "分党委,简称,曾用名,工作人员,邮箱",
    ):
        assert read_sub_committees(written(tmp_path, head, row)).rows == (expected,)


def test_a_sub_committee_twice_is_told(tmp_path: Path) -> None:
    file = read_sub_committees(written(tmp_path, "分党委,简称", "甲党委,甲", "甲 党委,乙"))
    assert [row.aliases for row in file.rows] == [("甲",)]
    assert [(entry.row, entry.problem.code) for entry in file.problems] == [
        (3, "roster.repeated_row")
    ]


def test_a_row_that_adds_up_the_others_is_no_branch(tmp_path: Path) -> None:
    file = read_roster(
        written(
            tmp_path,
            "分党委,党支部,书记",
            "机械学院党委,第一党支部,王一",
            ",小 计,1",
            "文法学院党委,第一党支部,李二",
            "合计：,2,",
            ",第二党支部,赵三",
        )
    )
    assert [(row.sub_committee, row.name) for row in file.rows] == [
        ("机械学院党委", "第一党支部"),
        ("文法学院党委", "第一党支部"),
        ("文法学院党委", "第二党支部"),
    ]
    assert [(entry.row, entry.problem.code, entry.lost) for entry in file.problems] == [
        (3, "roster.sum_row", False),
        (5, "roster.sum_row", False),
    ]
