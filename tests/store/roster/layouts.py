"""Thirty layouts of a roster as offices make them, and further ones; all names are invented."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

UNIT, OTHER = "海洋工程学院党委", "档案馆直属党总支"
BRANCHES = (
    (UNIT, "船舶系教工党支部", "甲一", "a1@uni.example", "13900000001"),
    (UNIT, "港口系教工党支部", "甲二", "a2@uni.example", "13900000002"),
    (OTHER, "馆务党支部", "甲三", "a3@uni.example", "13900000003"),
)
FULL = frozenset((unit, name) for unit, name, *_ in BRANCHES)
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to lay out a roster.

    Attributes:
        sheets: rows of each sheet by its name; a name that begins with "!" is a hidden sheet.
        merged: ranges of the first sheet.
        hidden: rows of the first sheet that are hidden.
        asks: the kind and key of the one question that it asks; None where it is read.
        expected: pairs of sub-committee and branch.
        text: written as text of this suffix, not as a workbook.
    """

    name: str
    sheets: dict[str, Sequence[Row]]
    merged: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()
    asks: tuple[str, str] | None = None
    expected: frozenset[tuple[str, str]] = FULL
    text: str = ""
    scope: str = ""

    def write(self, folder: Path) -> Path:
        """Write the file."""
        if self.text:
            (rows,) = self.sheets.values()
            path = folder / f"名册.{self.text}"
            path.write_text(_text(rows, self.text), encoding="utf-8")
            return path
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name.removeprefix("!"))
            if name.startswith("!"):
                sheet.sheet_state = "hidden"
            for row in rows:
                sheet.append(list(row))
        for cells in self.merged:
            book.worksheets[0].merge_cells(cells)
        for number in self.hidden:
            book.worksheets[0].row_dimensions[number].hidden = True
        out = io.BytesIO()
        book.save(out)
        path = folder / "名册.xlsx"
        path.write_bytes(out.getvalue())
        return path


def _text(rows: Sequence[Row], suffix: str) -> str:
    if suffix == "csv":
        return "\n".join(",".join(str(cell or "") for cell in row) for row in rows)
    if suffix == "bars":
        return "\n".join("|".join(str(cell or "") for cell in row) for row in rows)
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell or '&nbsp;'}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<html><body><table>{cells}</table></body></html>"


def _rows(*heads: str, pick: Sequence[int] = (0, 1, 2, 3, 4)) -> list[Row]:
    return [heads, *([branch[at] for at in pick] for branch in BRANCHES)]


def _own(*heads: str) -> list[Row]:
    return _rows(*heads, pick=(1, 2, 3, 4))


def _without(unit_below: bool) -> list[Row]:
    return [
        [branch[0] if at in (0, 2) or not unit_below else None, *branch[1:]]
        for at, branch in enumerate(BRANCHES)
    ]


PLAIN = ("分党委", "党支部", "书记", "邮箱", "电话")
OWN_FULL = frozenset((UNIT, name) for _, name, *_ in BRANCHES)

LAYOUTS = (
    Layout("plain", {"名册": _rows(*PLAIN)}),
    Layout(
        "学院 and 支部全称", {"名册": _rows("学院", "支部全称", "负责人", "电子信箱", "联系手机")}
    ),
    Layout(
        "院（系）级党组织名称",
        {"名册": _rows("院（系）级党组织名称", "申报支部", "支部负责人", "邮箱地址", "办公电话")},
    ),
    Layout("所在单位", {"名册": _rows("所在单位", "党支部全称", "支部书记", "E-mail", "手机号码")}),
    Layout(
        "二级单位", {"名册": _rows("二级单位", "参与创建支部", "带头人", "联系邮箱", "联系电话")}
    ),
    Layout(
        "title, date, sum and note",
        {
            "名册": [
                ["海洋大学特色党支部创建名单"],
                ["填报日期：2027.3.1"],
                PLAIN,
                *BRANCHES,
                ["总计：", "共3个支部"],
                ["注：由各分党委填报"],
            ]
        },
        merged=("A1:E1", "A7:A7", "A8:E8"),
    ),
    Layout("merged units", {"名册": [PLAIN, *_without(True)]}, merged=("A2:A3",)),
    Layout(
        "two rows of heads",
        {
            "名册": [
                ["分党委", "党支部信息", None, "联系方式", None],
                [None, "名称", "书记", "邮箱", "电话"],
                *BRANCHES,
            ]
        },
        merged=("A1:A2", "B1:C1", "D1:E1"),
    ),
    Layout(
        "two rows of heads in a text",
        {
            "名册": [
                ["学院", "支部情况", "", "", ""],
                ["", "名称", "书记", "邮箱", "电话"],
                *BRANCHES,
            ]
        },
        text="csv",
    ),
    Layout(
        "three rows of heads",
        {
            "名册": [
                ["分党委", "党支部基本情况", None, None, None],
                [None, "名称", "书记", "联系方式", None],
                [None, None, None, "邮箱", "电话"],
                *BRANCHES,
            ]
        },
        merged=("A1:A3", "B1:E1", "B2:B3", "C2:C3", "D2:E2"),
    ),
    Layout(
        "group rows",
        {
            "名册": [
                ["序号", "党支部", "书记", "邮箱", "电话"],
                [UNIT],
                [1, *BRANCHES[0][1:]],
                [2, *BRANCHES[1][1:]],
                [OTHER],
                [3, *BRANCHES[2][1:]],
            ]
        },
        merged=("A2:E2", "A5:E5"),
    ),
    Layout(
        "numbered group rows with counts",
        {
            "名册": [
                ["支部名称", "书记", "邮箱", "电话"],
                [f"一、{UNIT}（2个）"],
                BRANCHES[0][1:],
                BRANCHES[1][1:],
                [f"二、{OTHER}（1个）"],
                BRANCHES[2][1:],
                ["合计3个党支部"],
            ]
        },
    ),
    Layout(
        "a sheet for each unit with its column",
        {UNIT: [PLAIN, *BRANCHES[:2]], OTHER: [PLAIN, *BRANCHES[2:]]},
    ),
    Layout(
        "a sheet for each unit without a column",
        {
            UNIT: [["党支部", "书记", "邮箱", "电话"], *(one[1:] for one in BRANCHES[:2])],
            OTHER: [["党支部", "书记", "邮箱", "电话"], *(one[1:] for one in BRANCHES[2:])],
        },
    ),
    Layout(
        "a sheet of explanations first",
        {"说明": [["请各单位按要求填写"], ["联系人：甲老师"]], "名册": _rows(*PLAIN)},
    ),
    Layout(
        "one unit by scope",
        {"名册": _own("党支部", "书记", "邮箱", "电话")},
        expected=OWN_FULL,
        scope=UNIT,
    ),
    Layout(
        "one unit without a scope",
        {"名册": _own("党支部", "书记", "邮箱", "电话")},
        asks=("column", "sub_committee"),
    ),
    Layout("hidden row", {"名册": _rows(*PLAIN)}, hidden=(3,), asks=("hidden", "rows")),
    Layout(
        "hidden sheet",
        {"名册": _rows(*PLAIN), "!去年": [PLAIN, [OTHER, "旧党支部"]]},
        asks=("hidden", "sheet"),
    ),
    Layout(
        "unknown unit head",
        {"名册": _rows("条线", "党支部", "书记", "邮箱", "电话")},
        asks=("column", "sub_committee"),
    ),
    Layout(
        "unknown branch head",
        {"名册": _rows("分党委", "创建对象", "书记", "邮箱", "电话")},
        asks=("column", "name"),
    ),
    Layout("no heads at all", {"名册": [*BRANCHES]}, asks=("column", "name")),
    Layout(
        "short unit name beside the full one",
        {
            "名册": [
                PLAIN,
                BRANCHES[0],
                ["海洋学院党委", *BRANCHES[1][1:]],
                BRANCHES[2],
            ]
        },
        asks=("unit", "海洋学院党委"),
    ),
    Layout(
        "addresses and numbers in one cell",
        {
            "名册": [
                ["分党委", "党支部", "书记", "联系方式"],
                *([*one[:3], f"{one[4]} / {one[3]}"] for one in BRANCHES),
            ]
        },
    ),
    Layout(
        "addresses and numbers exchanged",
        {"名册": _rows("分党委", "党支部", "书记", "电话", "邮箱")},
    ),
    Layout(
        "addresses in a column of another name",
        {"名册": _rows("分党委", "党支部", "书记", "网易账号", "短号")},
    ),
    Layout(
        "heads repeated on every page, numbers beforehand",
        {
            "名册": [
                ["序号", *PLAIN],
                [1, *BRANCHES[0]],
                [2, *BRANCHES[1]],
                ["序号", *PLAIN],
                [3, *BRANCHES[2]],
                [4],
                [5],
            ]
        },
    ),
    Layout(
        "web page saved as xls",
        {"名册": _rows("单位", "支部名称", "书记", "邮箱", "电话")},
        text="xls",
    ),
    Layout(
        "signatures below",
        {
            "名册": [
                PLAIN,
                *BRANCHES,
                ["填表人：甲老师", "审核人：", None, "单位盖章", "2027年3月1日"],
                [None, "小计", 3],
            ]
        },
    ),
    Layout(
        "English heads, blanks in addresses",
        {
            "Roster": [
                ["Unit", "Branch name", "Secretary", "E-mail", "Telephone"],
                *([*one[:3], one[3].replace("@", " @ "), one[4]] for one in BRANCHES),
            ]
        },
    ),
    Layout(
        "columns in another order, remarks, a person of the unit",
        {
            "名册": [
                ["备注", "电话", "邮箱", "支部书记", "党支部", "分党委联系人", "分党委"],
                *(
                    ["连续两年" if at == 0 else "", *reversed(one[1:]), "乙老师", one[0]]
                    for at, one in enumerate(BRANCHES)
                ),
            ]
        },
    ),
)

# What else offices do; the first run reads rosters by the same way as the ones above.
FURTHER = (
    Layout(
        "names with a blank behind each character",
        {"名册": [PLAIN, *([" ".join(one[0]), " ".join(one[1]), *one[2:]] for one in BRANCHES)]},
    ),
    Layout(
        "sums by formulas without their results",
        {
            "名册": [
                PLAIN,
                *BRANCHES[:2],
                ["小计", "=COUNTA(B2:B3)"],
                BRANCHES[2],
                ["合计", "=COUNTA(B2:B3)+1"],
            ]
        },
    ),
    Layout("bars between values", {"名册": _rows(*PLAIN)}, text="bars"),
    Layout(
        "three empty columns first",
        {"名册": [[None, None, None, *row] for row in _rows(*PLAIN)]},
    ),
    Layout(
        "numbers that are numbers",
        {
            "名册": [PLAIN, *([*one[:4], int(one[4])] for one in BRANCHES)],
        },
    ),
    Layout(
        "addresses with their names",
        {
            "名册": [
                PLAIN,
                *([*one[:3], f"{one[2]} <{one[3].upper()}>", one[4]] for one in BRANCHES),
            ],
        },
    ),
    Layout(
        "a hundred empty rows within",
        {
            "名册": [PLAIN, BRANCHES[0], *([None],) * 100, *BRANCHES[1:]],
        },
    ),
    Layout(
        "units with numbers and counts",
        {
            "名册": [
                PLAIN,
                [f"一、{UNIT}（2个）", *BRANCHES[0][1:]],
                [None, *BRANCHES[1][1:]],
                [f"二、{OTHER}(1)", *BRANCHES[2][1:]],
            ]
        },
        merged=("A2:A3",),
    ),
    Layout(
        "ditto marks",
        {"名册": [PLAIN, BRANCHES[0], ["〃", *BRANCHES[1][1:]], BRANCHES[2]]},
    ),
    Layout(
        "sums that bear a unit's name, and strokes",
        {
            "名册": [
                PLAIN,
                *BRANCHES[:2],
                [f"{UNIT} 小计", "2个"],
                BRANCHES[2],
                ["/", "/", "/", "/", "/"],
                ["全校合计", "3个支部"],
            ]
        },
    ),
    Layout(
        "an example and what to fill in",
        {
            "名册": [
                PLAIN,
                ["填全称", "填全称", None, None, None],
                ["××学院党委", "××党支部", "张某", "zhang@uni.example", "13900000009"],
                *BRANCHES,
            ]
        },
    ),
    Layout("counted columns", {"名册": [PLAIN, ["(1)", "(2)", "(3)", "(4)", "(5)"], *BRANCHES]}),
    Layout("lettered columns", {"名册": [PLAIN, ["甲", "乙", "丙", "丁", "戊"], *BRANCHES]}),
    Layout(
        "heads in two languages",
        {
            "名册": [
                PLAIN,
                ["Sub-committee", "Branch", "Secretary", "E-mail", "Phone"],
                *BRANCHES,
            ]
        },
    ),
    Layout(
        "numbered group rows in two cells",
        {
            "名册": [
                ["序号", "党支部", "书记", "邮箱", "电话"],
                ["一", UNIT],
                [1, *BRANCHES[0][1:]],
                [2, *BRANCHES[1][1:]],
                ["二", OTHER],
                [1, *BRANCHES[2][1:]],
            ]
        },
    ),
    Layout(
        "group rows with a label and a contact",
        {
            "名册": [
                ["序号", "党支部", "书记", "邮箱", "电话"],
                [f"单位：{UNIT}（联系人：周老师 83680001）"],
                [1, *BRANCHES[0][1:]],
                [2, *BRANCHES[1][1:]],
                [f"单位：{OTHER}（联系人：吴老师 83680002）"],
                [1, *BRANCHES[2][1:]],
            ]
        },
    ),
    Layout(
        "a title and heads for each unit",
        {
            "名册": [
                [f"{UNIT}特色党支部名单"],
                ["序号", "党支部", "书记", "邮箱", "电话"],
                [1, *BRANCHES[0][1:]],
                [2, *BRANCHES[1][1:]],
                [],
                [f"{OTHER}特色党支部名单"],
                ["序号", "党支部", "书记", "邮箱", "电话"],
                [1, *BRANCHES[2][1:]],
            ]
        },
    ),
    Layout(
        "a unit that only begins its rows",
        {
            "名册": [
                PLAIN,
                [UNIT],
                [None, *BRANCHES[0][1:]],
                [None, *BRANCHES[1][1:]],
                [OTHER],
                [None, *BRANCHES[2][1:]],
            ]
        },
    ),
    Layout(
        "a sheet for each unit that its title names",
        {
            "Sheet1": [
                ["特色党支部创建名单"],
                [f"填报单位（盖章）：{UNIT}", None, None, "填报日期：2027.3.1"],
                ["党支部", "书记", "邮箱", "电话"],
                *(one[1:] for one in BRANCHES[:2]),
            ],
            "Sheet2": [
                ["特色党支部创建名单"],
                ["分党委", OTHER],
                ["党支部", "书记", "邮箱", "电话"],
                *(one[1:] for one in BRANCHES[2:]),
            ],
        },
    ),
    Layout(
        "numbered sheets",
        {
            f"1.{UNIT}": [["党支部", "书记", "邮箱", "电话"], *(one[1:] for one in BRANCHES[:2])],
            f"2.{OTHER}(1)": [
                ["党支部", "书记", "邮箱", "电话"],
                *(one[1:] for one in BRANCHES[2:]),
            ],
        },
    ),
    Layout(
        "a sheet of another year",
        {"2027年": _rows(*PLAIN), "2026年": [PLAIN, [OTHER, "旧党支部"]]},
        asks=("hidden", "old_sheet"),
    ),
    Layout(
        "a hidden sum",
        {"名册": [*_rows(*PLAIN), ["合计", "3个"]]},
        hidden=(5,),
    ),
    Layout(
        "numbered names of branches",
        {
            "名册": [
                PLAIN,
                *([one[0], f"{at}. {one[1]}", *one[2:]] for at, one in enumerate(BRANCHES, 1)),
            ]
        },
    ),
    Layout(
        "a secretary with the number",
        {
            "名册": [
                ["学院", "支部", "书记及联系方式", "邮箱"],
                *([one[0], one[1], f"{one[2]} {one[4]}", one[3]] for one in BRANCHES),
            ]
        },
    ),
    Layout(
        "labels within the cells",
        {
            "名册": [
                ["学院", "支部", "书记", "联系方式"],
                *(
                    [*one[:3], words.format(one[4], one[3])]
                    for one, words in zip(
                        BRANCHES,
                        ("电话{0}邮箱{1}", "{1}（{0}）", "手机：{0}\n邮箱：{1}"),
                        strict=True,
                    )
                ),
            ]
        },
    ),
    Layout(
        "whose address it is beside it",
        {
            "名册": [
                PLAIN,
                *(
                    [*one[:3], words.format(one[3]), one[4]]
                    for one, words in zip(
                        BRANCHES, ("{0}（常用）", "书记：{0}", "【{0}】"), strict=True
                    )
                ),
            ]
        },
    ),
    Layout(
        "numbers that a spreadsheet changed",
        {
            "名册": [
                PLAIN,
                [*BRANCHES[0][:4], float(BRANCHES[0][4])],
                [*BRANCHES[1][:4], f"{BRANCHES[1][4]}.0"],
                [*BRANCHES[2][:4], f"'{BRANCHES[2][4]}"],
            ]
        },
    ),
    Layout(
        "blanks within two letters",
        {"名册": [PLAIN, *([*one[:2], "  ".join(one[2]), *one[3:]] for one in BRANCHES)]},
    ),
    Layout(
        "a slip in the unit's name",
        {"名册": [PLAIN, BRANCHES[0], ["海洋工程学院觉委", *BRANCHES[1][1:]], BRANCHES[2]]},
        asks=("unit", "海洋工程学院觉委"),
    ),
    Layout(
        "a unit by a few letters",
        {"名册": [PLAIN, BRANCHES[0], ["海工学院党委", *BRANCHES[1][1:]], BRANCHES[2]]},
        asks=("unit", "海工学院党委"),
    ),
)
