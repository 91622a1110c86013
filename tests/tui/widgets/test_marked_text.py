"""Words of the original stay marked wherever the line breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.base.cells import width_of
from tui.widgets.marked_text import marked_lines, without_blank_runs
from tui.widgets.painted import Line


def words(lines: list[Line], ink: str) -> str:
    return "".join(text for line in lines for text, inks in line if inks == ink)


def test_a_mark_over_a_line_break_is_inked_on_both_lines() -> None:
    text = "请查收机械学院研究生第三党支部的材料"
    lines = marked_lines(text, [(3, 15)], 12)
    assert words(lines, "amber bold") == "机械学院研究生第三党支部"
    assert all(sum(width_of(part) for part, _ in line) <= 12 for line in lines)


def test_a_piece_of_a_text_takes_marks_of_the_whole() -> None:
    lines = marked_lines("第三党支部", [(10, 12)], 40, start=8)
    assert words(lines, "amber bold") == "党支"


def test_hidden_characters_are_shown() -> None:
    (line,) = marked_lines("a\u202eb", [], 40)
    assert line == (("a<U+202E>b", "text"),)


def test_blank_lines_are_kept_single() -> None:
    lines = marked_lines("\n\n甲\n\n\n乙\n\n", [], 10)
    assert [bool(line) for line in without_blank_runs(lines)] == [True, False, True]


@given(st.text(max_size=80), st.integers(2, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = marked_lines(text, [(1, 4)], max(width, 12))
    assert all(sum(width_of(part) for part, _ in line) <= max(width, 12) for line in lines)
    plain = [c for c in text if c.isalpha() and c.isascii()]
    shown = "".join(part for line in lines for part, _ in line)
    assert all(char in shown for char in plain)


def test_latin_words_are_not_cut() -> None:
    lines = marked_lines("the files come separately", [], 14)
    assert ["".join(text for text, _ in line).strip() for line in lines] == [
        "the files come",
        "separately",
    ]
