"""`sixones roster import` with the rosters of offices: read, or one question, nothing changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.store.roster.layouts import FURTHER, LAYOUTS, OTHER, UNIT, Layout
from tests.tui.commands.cli_runs import Run

SHAPE = {
    "added", "changed", "withdrawn", "unchanged", "units_added", "sheets", "left_out",
    "to_check", "questions",
}  # fmt: skip


@pytest.fixture
def empty(run: Run, tmp_path: Path) -> Run:
    """A workspace without a roster."""
    (tmp_path / "mails").mkdir()
    assert run("init", "--mail-folder", str(tmp_path / "mails"))[0] == 0
    return run


def shown(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run("roster", "import", *arguments, "--dry-run", "--json")
    found: dict[str, Any] = json.loads(out)
    return code, found


@pytest.mark.parametrize("layout", [*LAYOUTS, *FURTHER], ids=lambda layout: layout.name)
def test_a_layout_is_imported_or_asks_one_question(
    empty: Run, tmp_path: Path, layout: Layout
) -> None:
    arguments = [str(layout.write(tmp_path)), *(["--scope", layout.scope] if layout.scope else [])]
    code, found = shown(empty, *arguments)
    assert set(found) == SHAPE
    if layout.asks is not None:
        assert code == 2
        assert [(one["kind"], one["key"]) for one in found["questions"]] == [layout.asks]
        assert empty("roster", "import", *arguments, "--yes")[0] == 2
        assert shown(empty, *arguments)[1]["unchanged"] == 0
        return
    assert code == 0
    assert found["questions"] == []
    assert (found["added"], found["changed"], found["withdrawn"], found["unchanged"]) == (
        len(layout.expected), 0, 0, 0,
    )  # fmt: skip
    assert found["units_added"] == len({unit for unit, _ in layout.expected})
    assert all(set(one) <= {"row", "reason", "sheet"} for one in found["left_out"])
    assert empty("roster", "import", *arguments, "--yes")[0] == 0
    again = shown(empty, *arguments)[1]
    assert (again["added"], again["unchanged"]) == (0, len(layout.expected))


def layout_named(name: str) -> Layout:
    return next(one for one in (*LAYOUTS, *FURTHER) if one.name == name)


def test_a_column_is_named_once_and_remembered(empty: Run, tmp_path: Path) -> None:
    path = str(layout_named("unknown unit head").write(tmp_path))
    assert shown(empty, path)[0] == 2
    assert empty("roster", "import", path, "--yes", "--map", "条线=分党委")[0] == 0
    code, found = shown(empty, path)
    assert (code, found["unchanged"], found["questions"]) == (0, 3, [])


def test_two_names_of_one_unit_are_said_once_and_remembered(empty: Run, tmp_path: Path) -> None:
    path = str(layout_named("short unit name beside the full one").write(tmp_path))
    (question,) = shown(empty, path)[1]["questions"]
    assert question["key"] == "海洋学院党委"
    assert empty("roster", "import", path, "--yes", "--map", f"海洋学院党委={UNIT}")[0] == 0
    code, found = shown(empty, path)
    assert (code, found["unchanged"], found["units_added"]) == (0, 3, 0)


def test_two_units_with_near_names_may_be_two(empty: Run, tmp_path: Path) -> None:
    path = str(layout_named("short unit name beside the full one").write(tmp_path))
    code, found = shown(empty, path, "--map", f"海洋学院党委!={UNIT}")
    assert (code, found["units_added"]) == (0, 3)


@pytest.mark.parametrize(("said", "added"), [("import", 3), ("skip", 2)])
def test_hidden_rows_are_taken_or_left_out_as_somebody_says(
    empty: Run, tmp_path: Path, said: str, added: int
) -> None:
    path = str(layout_named("hidden row").write(tmp_path))
    code, found = shown(empty, path, "--hidden", said)
    assert (code, found["added"]) == (0, added)
    assert [one["row"] for one in found["left_out"]] == ([3] if said == "skip" else [])


@pytest.mark.parametrize(("said", "added"), [("import", 4), ("skip", 3)])
def test_a_sheet_of_another_year_is_taken_or_left_out(
    empty: Run, tmp_path: Path, said: str, added: int
) -> None:
    path = str(layout_named("a sheet of another year").write(tmp_path))
    code, found = shown(empty, path, "--hidden", said)
    assert (code, found["added"]) == (0, added)
    reasons = [one["reason"] for one in found["left_out"]]
    assert reasons == (["工作表“2026年”是往年的，没有录入"] if said == "skip" else [])


def test_what_becomes_nothing_is_told_with_its_row_and_sheet(empty: Run, tmp_path: Path) -> None:
    heads = ("分党委", "党支部")
    layout = Layout(
        "left out",
        {
            "甲表": [heads, (UNIT, "船舶系教工党支部"), ("合计", "1个")],
            "乙表": [heads, (OTHER, "馆务党支部"), ("注：以上为全部",), ("示例", "某某党支部")],
        },
    )
    code, found = shown(empty, str(layout.write(tmp_path)))
    assert (code, found["sheets"]) == (0, ["甲表", "乙表"])
    assert [(one["sheet"], one["row"]) for one in found["left_out"]] == [
        ("甲表", 3), ("乙表", 3), ("乙表", 4),
    ]  # fmt: skip


def test_an_address_that_is_none_is_told_with_its_row_and_makes_the_code_one(
    empty: Run, tmp_path: Path
) -> None:
    heads = ("分党委", "党支部", "邮箱")
    rows = [heads, (UNIT, "船舶系教工党支部", "QQ:12345678"), (OTHER, "馆务党支部", "a@b.example")]
    code, found = shown(empty, str(Layout("address", {"名册": rows}).write(tmp_path)))
    assert (code, found["added"], found["left_out"]) == (1, 2, [])
    ((row, reason),) = [(one["row"], one["reason"]) for one in found["to_check"]]
    assert (row, "QQ:12345678" in reason) == (2, True)


def test_a_sheet_that_is_not_read_is_named_and_makes_the_code_one(
    empty: Run, tmp_path: Path
) -> None:
    layout = Layout(
        "unread sheet",
        {
            "名册": [("分党委", "党支部"), (UNIT, "船舶系教工党支部")],
            "Sheet2": [("党支部", "书记"), ("馆务党支部", "甲三")],
        },
    )
    code, found = shown(empty, str(layout.write(tmp_path)))
    assert (code, found["added"]) == (1, 1)
    assert ["Sheet2" in one["reason"] for one in found["left_out"]] == [True]


@pytest.mark.parametrize("text", ["学院", "=分党委", "学院=", "学院==", ""])
def test_a_map_that_says_nothing_is_refused(empty: Run, tmp_path: Path, text: str) -> None:
    path = str(layout_named("plain").write(tmp_path))
    assert empty("roster", "import", path, "--dry-run", "--map", text)[0] == 2
