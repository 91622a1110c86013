"""A form's fields are those that stand in it: shown, never invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.examine.documents.form_table import form_fields
from mailsync.examine.documents.text import Line

TITLES = ("特色支部创建工作评价表", "特色支部创建工作情况评价表")


def document(rows: Sequence[Sequence[str]], title: str = TITLES[0]) -> list[Line]:
    lines = [Line(f"《{title}》")]
    for number, row in enumerate(rows, 1):
        lines += [Line(text, row=number, cell=at) for at, text in enumerate(row, 1)]
    return lines


@pytest.mark.parametrize("title", TITLES)
def test_a_row_of_two_cells_is_a_label_and_its_value(title: str) -> None:
    lines = document([("党支部", "流通部党支部"), ("评价意见：", "")], title)
    assert form_fields(lines) == [("党支部", "流通部党支部"), ("评价意见", "")]


def test_a_row_of_four_cells_is_two_fields() -> None:
    lines = document([("党支部", "甲", "分党委", "乙"), ("时间", "4月2日", "地点", "")])
    assert form_fields(lines) == [
        ("党支部", "甲"),
        ("分党委", "乙"),
        ("时间", "4月2日"),
        ("地点", ""),
    ]


def test_a_longer_table_is_a_grid_under_its_heads() -> None:
    lines = document([("序号", "党支部", "评价"), ("1", "甲", "优"), ("2", "乙", "")])
    assert form_fields(lines) == [
        ("1 党支部", "甲"),
        ("1 评价", "优"),
        ("2 党支部", "乙"),
        ("2 评价", ""),
    ]


@pytest.mark.parametrize(
    "blank",
    ["", "　 ", "____", "年  月  日", "（盖章）", "负责人签字：      年  月  日", "□优 □良 □中"],
)
def test_what_was_printed_before_is_no_value(blank: str) -> None:
    assert form_fields(document([("意见", blank)])) == [("意见", "")]


def test_a_tick_is_a_value() -> None:
    assert form_fields(document([("等次", "☑优 □良")])) == [("等次", "☑优 □良")]


def test_another_document_has_no_fields() -> None:
    assert form_fields(document([("a", "b")], title="会议记录")) is None
    assert form_fields([Line(TITLES[0]), Line("没有表格")]) is None


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=8))
def test_every_value_stands_in_the_table(rows: list[list[str]]) -> None:
    written = "\n".join(text for row in rows for text in row)
    for _, value in form_fields(document(rows)) or []:
        assert all(part in written for part in value.split("\n"))
