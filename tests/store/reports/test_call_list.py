"""The call list: whom to ring first for what, and why a branch will probably be late."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from store.db.database import Store
from store.reports.content.call_list import call_table, call_title
from store.views.arrivals_before import hours_left_before
from store.workspace.earlier import EarlierFile, keep_earlier
from store.workspace.workspace import Workspace
from tests.making import DEADLINE
from tests.store.reports.made_reports import document_text, small, source_of, written

BEFORE = DEADLINE - timedelta(hours=20)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path / "made")
    yield workspace, store
    store.close()


def came(
    branch: str, kind: str, hours_left: float, *, unit: str = "", year: int = 2025
) -> EarlierFile:
    return EarlierFile(year, branch, f"{branch}.docx", "d", "", unit, kind, hours_left)


def test_only_what_is_theirs_to_send_is_asked_for(made: tuple[Workspace, Store]) -> None:
    source = source_of(*made)
    rows = [row for section in call_table(source).sections for row in section.rows]
    # The second branch's video is a link that we fetch; its plan is to be corrected.
    assert [row[:3] for row in rows] == [
        ("研究生第一党支部", "创建工作方案（须修改：1874字）", ""),
        ("流通部党支部", "成果展示视频（未收到）", ""),
    ]
    assert call_title(source) == "电话催办单（2个党支部）"


def test_last_years_arrivals_say_who_will_probably_be_late(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    keep_earlier(
        workspace.folder,
        (
            came("流通部党支部", "plan", 30.0),
            came("流通部党支部", "video", -70.0),
            came("流通部党支部", "video", -90.0),
            came("自动化研究所教工党支部", "plan", 5.0),
        ),
    )
    source = source_of(workspace, store, at=BEFORE)
    sections = call_table(source).sections
    why = {row[0]: row[2] for section in sections for row in section.rows}
    assert why["流通部党支部"] == "上年度逾期3天"
    # Its plan and video came: it is not asked, however late it was last year.
    assert "自动化研究所教工党支部" not in why
    # The sub-committee of the late one is rung first.
    assert sections[0].title.startswith("图书馆直属党总支")
    assert call_title(source) == "电话催办单（2个党支部，其中可能逾期1个）"


def test_a_name_that_two_units_bear_is_known_by_its_unit_alone(
    made: tuple[Workspace, Store],
) -> None:
    rows = source_of(*made).view.board.rows
    mine = rows[0]
    name, unit = mine.branch.name, mine.sub_committee.name
    both = (
        came(name, "plan", 7.0, unit="别的学院党委"),
        came(name, "plan", 9.0, unit="又一个学院党委"),
    )
    assert hours_left_before(both, rows) == {}
    assert hours_left_before((*both, came(name, "plan", 3.0, unit=unit)), rows) == {
        mine.branch.id: 3.0
    }
    # The latest year rules, and a year of which no arrival is known says nothing.
    old, unknown = came(name, "plan", -9.0, year=2024), EarlierFile(2026, name, "x", "d")
    assert hours_left_before((old, came(name, "video", 4.0), unknown), rows) == {
        mine.branch.id: 4.0
    }


@pytest.mark.parametrize(
    ("language", "title", "none"),
    [
        ("zh_CN", "电话催办单", "没有需要打电话催办的党支部。"),
        ("en", "Call list", "Nobody needs a call."),
    ],
)
def test_it_is_written_to_print_and_as_a_sheet(
    made: tuple[Workspace, Store], tmp_path: Path, language: str, title: str, none: str
) -> None:
    source = source_of(*made, language=language)
    text = document_text(written(source, made[1], "calls", tmp_path / "c.docx"))
    assert text.startswith(title)
    assert "研究生第一党支部" in text
    book = openpyxl.load_workbook(
        io.BytesIO(written(source, made[1], "calls", tmp_path / "c.xlsx"))
    )
    branches = [row[3].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert branches == ["研究生第一党支部", "流通部党支部"]
    done = source_of(*made, language=language, columns=("sharing",))
    assert none in document_text(written(done, made[1], "calls", tmp_path / "n.docx"))
