"""Sessions go out as a table and come back the same; every bad row is told by its number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from store.errors import ConfigError
from store.items.session_table import HEADS, ReadSessions, read_sessions, write_sessions
from store.items.sessions import Session
from store.notice.notice import load_notice
from store.roster.stored import StoredRoster
from tests.making import BRANCHES, UNITS

NOTICE = load_notice("neu-2021-8")
ROSTER = StoredRoster(BRANCHES, UNITS)
TODAY = date(2027, 4, 10)
SESSIONS = {
    "S1": Session(
        "S1", "U1", date(2027, 4, 8), "科学馆", "述职", "held",
        {"B1": "secretary", "B2": "deputy"}, True, "=1+1", 23, ("d",),
    ),
    "S2": Session("S2", "U2", date(2027, 4, 20), "=cmd", "其他", "planned", {"B3": "absent"}),
}  # fmt: skip


def read(path: Path) -> ReadSessions:
    return read_sessions(path, ROSTER, NOTICE, known=SESSIONS, today=TODAY)


def test_an_exported_table_reads_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    path.write_bytes(write_sessions(SESSIONS.values(), ROSTER))
    found = read(path)
    assert found.problems == ()
    assert found.sessions == tuple(SESSIONS.values())


def table(path: Path, *rows: list[str]) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(list(HEADS))
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def row(**cells: str) -> list[str]:
    given = {
        "分党委": "信息科学与工程学院",
        "日期": "2027年4月2日",
        "党支部": "自动化研究所教工党支部",
    }
    return [(given | cells).get(head, "") for head in HEADS]


def test_new_rows_of_one_unit_day_and_place_are_one_new_session(tmp_path: Path) -> None:
    found = read(table(tmp_path / "s.xlsx", row(), row(党支部编号="B2", 介绍人="代讲")))
    (session,) = found.sessions
    assert session.id not in SESSIONS
    assert (session.status, dict(session.speakers)) == (
        "held",
        {"B1": "secretary", "B2": "deputy"},
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"分党委": "医学院"}, "session_table.unit"),
        ({"党支部": "不存在的党支部"}, "session_table.branch"),
        ({"党支部编号": "B3"}, "session_table.branch"),
        ({"日期": "下周三"}, "session_table.date"),
        ({"日期": ""}, "session_table.date"),
        ({"形式": "茶话会"}, "session_table.form"),
        ({"状态": "大概"}, "session_table.status"),
        ({"介绍人": "院长"}, "session_table.speaker"),
        ({"参加人数": "很多"}, "session_table.attendance"),
        ({"交流编号": "S99"}, "session_table.unknown"),
    ],
)
def test_each_bad_row_is_told_and_the_others_stand(
    tmp_path: Path, change: dict[str, str], code: str
) -> None:
    found = read(table(tmp_path / "s.xlsx", row(**change), row()))
    assert [(one.code, one.params["row"]) for one in found.problems] == [(code, 2)]
    assert len(found.sessions) == 1


def test_rows_of_one_session_that_differ_are_told(tmp_path: Path) -> None:
    found = read(table(tmp_path / "s.xlsx", row(), row(党支部编号="B2", 形式="述职")))
    assert [one.code for one in found.problems] == ["session_table.differs"]


@pytest.mark.parametrize("write", [lambda p: p.write_bytes(b"x"), lambda p: p.write_text("a,b")])
def test_what_is_no_table_of_sessions_is_refused(
    tmp_path: Path, write: Callable[[Path], object]
) -> None:
    path = tmp_path / "s.xlsx"
    write(path)
    with pytest.raises(ConfigError, match="no_head"):
        read(path)
