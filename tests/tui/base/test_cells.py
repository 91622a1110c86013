from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.base.cells import aligned, crop, crop_middle, fit, pad, width_of, wrap

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80)


def test_a_chinese_character_takes_two_cells() -> None:
    assert width_of("齐 1438字") == 9
    assert width_of("plain") == 5


@given(TEXT, st.integers(1, 40))
def test_a_fitted_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert width_of(fit(text, width)) == width
    assert width_of(crop(text, width)) <= width
    assert width_of(crop_middle(text, width)) <= width


def test_a_wider_text_is_not_cut_by_filling_it() -> None:
    assert pad("机械学院", 4) == "机械学院"
    assert pad("机械", 6) == "机械  "


def test_columns_stand_under_each_other() -> None:
    assert aligned([("机械", "x"), ("a", "y")]) == ["机械  x", "a     y"]
    assert aligned([]) == []


def test_a_long_name_keeps_its_end() -> None:
    names = [f"机械工程与自动化学院博士研究生第{n}党支部" for n in "二三"]
    cropped = [crop_middle(name, 24) for name in names]
    assert len(set(cropped)) == 2
    assert all(name.startswith("机械..") for name in cropped)


@given(st.text("报送材料abc ，。“”", max_size=80), st.integers(4, 30))
def test_wrapping_loses_no_character_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("the files come separately", 14, ["the files come", "separately"]),
        ("没有写明：mailbox 和日期", 14, ["没有写明：", "mailbox 和日期"]),
        ("请看 sixones status", 12, ["请看 sixones", "status"]),
        ("名册里没有“机械”", 12, ["名册里没有", "“机械”"]),
        ('he says "机械学院"', 10, ["he says", '"机械学院"']),
        ("材料已经收到。", 12, ["材料已经收", "到。"]),
        ("/a/very/long/path", 10, ["/a/very/lo", "ng/path"]),
        ("甲\n\n乙", 10, ["甲", "", "乙"]),
    ],
)
def test_lines_break_where_a_reader_would_break_them(
    text: str, width: int, lines: list[str]
) -> None:
    assert wrap(text, width) == lines
