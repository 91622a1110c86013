"""Rosters as offices lay them out: read right, or one clear question."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.roster.importing import open_questions, read_files
from store.roster.preview import describe_question
from store.text.wording import load
from tests.store.roster.layouts import BRANCHES, FULL, FURTHER, LAYOUTS, UNIT, Layout


@pytest.mark.parametrize("layout", [*LAYOUTS, *FURTHER], ids=lambda layout: layout.name)
def test_a_layout_is_read_or_asks_one_question(tmp_path: Path, layout: Layout) -> None:
    roster, _ = read_files(layout.write(tmp_path), None, scope=layout.scope)
    assert roster is not None
    asked = [(one.kind, one.key) for one in open_questions(roster, None)]
    if layout.asks is not None:
        assert asked == [layout.asks]
        for language in ("zh_CN", "en"):
            for question in open_questions(roster, None):
                assert describe_question(question, load(language))
        return
    assert asked == []
    assert {(row.sub_committee, row.name) for row in roster.rows} == layout.expected
    assert not [entry for entry in roster.problems if entry.lost]
    expected = {
        name: (secretary, (address,), phone) for _, name, secretary, address, phone in BRANCHES
    }
    assert {row.name: (row.secretary, row.contacts, row.phone) for row in roster.rows} == expected


# Written by LibreOffice; a table of WPS is an old workbook inside.
BOOKS = Path(__file__).parents[2] / "corpus" / "rosters"


@pytest.mark.parametrize("name", ["merged.xls", "merged.et", "merged.ods"])
def test_a_workbook_of_another_program_is_read_with_its_merged_cells(name: str) -> None:
    roster, _ = read_files(BOOKS / name, None)
    assert roster is not None
    assert not open_questions(roster, None)
    assert {(row.sub_committee, row.name) for row in roster.rows} == FULL


@pytest.mark.parametrize("name", ["hidden.xls", "hidden.et", "hidden.ods"])
def test_hidden_rows_of_another_program_are_asked_about(name: str) -> None:
    roster, _ = read_files(BOOKS / name, None)
    assert roster is not None
    assert [(one.kind, one.key) for one in open_questions(roster, None)] == [("hidden", "rows")]


def test_there_are_thirty_layouts() -> None:
    assert len(LAYOUTS) >= 30


@pytest.mark.parametrize(
    "head",
    [
        "院级党委",
        "所属院系党委",
        "上级党组织名称",
        "所属学院党委",
        "各分党委",
        "报送分党委",
        "推荐党委",
        "归属党委",
        "主管党委",
        "部门/学院",
        "党组织关系所在单位",
        "院（系）党委",
        "院(系)",
        "学部/学院",
        "工作单位",
        "填报党委",
        "总支",
        "分党委全称",
        "学院党委名称",
        "基层单位",
        "分党委*",
        "学 院",
        "分党委（党总支、直属党支部）",
        "所在分党委（党总支）",
    ],
)
def test_a_unit_s_head_is_known_with_what_adorns_it(tmp_path: Path, head: str) -> None:
    rows = [(head, "党支部", "书记"), *(one[:3] for one in BRANCHES)]
    roster, _ = read_files(Layout(head, {"名册": rows}).write(tmp_path), None)
    assert roster is not None
    assert roster.questions == ()
    assert [row.sub_committee for row in roster.rows] == [one[0] for one in BRANCHES]


@pytest.mark.parametrize(
    "head",
    [
        "参评支部",
        "参与创建特色支部",
        "所属党支部名称",
        "党组织名称",
        "基层党支部名称",
        "拟创建支部",
        "入选支部",
        "教工党支部名称",
        "申报特色支部名称",
        "创建单位（党支部）",
        "获批支部",
        "立项党支部名称",
        "特色支部创建名单",
        "参与创建支部名单",
        "被推荐支部",
        "样板支部",
        "支部名称\n（请填全称）",
        "*支部名称",
    ],
)
def test_a_branch_s_head_is_known_with_what_adorns_it(tmp_path: Path, head: str) -> None:
    rows = [("分党委", head, "书记"), *(one[:3] for one in BRANCHES)]
    roster, _ = read_files(Layout(head, {"名册": rows}).write(tmp_path), None)
    assert roster is not None
    assert roster.questions == ()
    assert [row.name for row in roster.rows] == [one[1] for one in BRANCHES]


@pytest.mark.parametrize(
    ("heads", "asked"),
    [
        # Two columns that may be meant: a person says which.
        (("分党委", "教工党支部", "学生党支部"), ("column", "name")),
        # A head of other things than its cells is no such column.
        (("支部书记职务", "党支部", "书记"), ("column", "sub_committee")),
    ],
)
def test_a_head_is_not_taken_for_what_it_only_resembles(
    tmp_path: Path, heads: tuple[str, ...], asked: tuple[str, str]
) -> None:
    rows = [
        heads,
        ("海洋工程学院党委", "船舶系教工党支部", "港口系学生党支部"),
        ("档案馆直属党总支", "馆务党支部", "读者党支部"),
    ]
    roster, _ = read_files(Layout("resembling", {"名册": rows}).write(tmp_path), None)
    assert roster is not None
    assert [(one.kind, one.key) for one in roster.questions] == [asked]


def test_a_sheet_of_units_says_who_is_called_there(tmp_path: Path) -> None:
    layout = Layout(
        "units beside branches",
        {
            "党支部": [("分党委", "党支部", "书记"), *(one[:3] for one in BRANCHES)],
            "分党委": [
                ("分党委", "联系人", "电话", "邮箱"),
                (UNIT, "周老师", "83680001", "u@uni.example"),
            ],
        },
    )
    roster, _ = read_files(layout.write(tmp_path), None)
    assert roster is not None
    assert [(one.name, one.staff, one.phone, one.contacts) for one in roster.units] == [
        (UNIT, ("周老师",), "83680001", ("u@uni.example",))
    ]


def test_the_person_beside_a_group_s_name_is_the_unit_s(tmp_path: Path) -> None:
    layout = next(one for one in FURTHER if one.name == "group rows with a label and a contact")
    roster, _ = read_files(layout.write(tmp_path), None)
    assert roster is not None
    assert [(one.name, one.staff, one.phone) for one in roster.units] == [
        (UNIT, ("周老师",), "83680001"),
        ("档案馆直属党总支", ("吴老师",), "83680002"),
    ]


def test_a_number_that_lost_its_digits_is_named_and_left_out(tmp_path: Path) -> None:
    rows = [("分党委", "党支部", "电话"), (UNIT, "船舶系教工党支部", "1.39E+10")]
    roster, _ = read_files(Layout("rounded", {"名册": rows}).write(tmp_path), None)
    assert roster is not None
    assert roster.rows[0].phone == ""
    assert [one.problem.code for one in roster.problems] == ["roster.phone_rounded"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_is_read_in_every_encoding_of_an_office(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    lines = [("分党委", "党支部", "书记"), *(one[:3] for one in BRANCHES)]
    path = tmp_path / "名册.csv"
    path.write_bytes("\r\n".join(map(delimiter.join, lines)).encode(encoding))
    roster, _ = read_files(path, None)
    assert roster is not None
    assert {(row.sub_committee, row.name) for row in roster.rows} == {one[:2] for one in BRANCHES}


UNITS = ("信息科学与工程学院党委", "机械工程学院党委")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [
                ("分党委", "党支部", "书记"),
                (
                    UNITS[0],
                    "教工第一党支部、研究生第一党支部\n本科生第一党支部",
                    "张三、李四、王五",
                ),
                (UNITS[1], "1.教工党支部 2.学生党支部", "赵六"),
            ],
            [
                (UNITS[0], "教工第一党支部", "张三"),
                (UNITS[0], "研究生第一党支部", "李四"),
                (UNITS[0], "本科生第一党支部", "王五"),
                (UNITS[1], "教工党支部", ""),
                (UNITS[1], "学生党支部", ""),
            ],
        ),
        (
            [
                ("学院", "支部1", "支部2", "支部3"),
                (UNITS[0], "教工第一党支部", "研究生第一党支部", ""),
                (UNITS[1], "教工党支部", "", ""),
            ],
            [
                (UNITS[0], "教工第一党支部", ""),
                (UNITS[0], "研究生第一党支部", ""),
                (UNITS[1], "教工党支部", ""),
            ],
        ),
        (
            [
                ("分党委", "党支部"),
                (UNITS[0], "机关第一、第二联合党支部"),
                (UNITS[1], "教工党支部、学生党支部联合党支部"),
            ],
            [
                (UNITS[0], "机关第一、第二联合党支部", ""),
                (UNITS[1], "教工党支部、学生党支部联合党支部", ""),
            ],
        ),
    ],
    ids=["in one cell", "in columns of their own", "joint branches stay one"],
)
def test_several_branches_of_a_row_are_told_apart(
    tmp_path: Path, rows: list[tuple[str, ...]], expected: list[tuple[str, str, str]]
) -> None:
    roster, _ = read_files(Layout("several", {"名册": rows}).write(tmp_path), None)
    assert roster is not None
    assert [(one.sub_committee, one.name, one.secretary) for one in roster.rows] == expected
    units = [unit for unit, *_ in expected]
    told = [one for one in roster.problems if one.problem.code == "roster.several_branches"]
    assert len(told) == len({unit for unit in units if units.count(unit) > 1})
