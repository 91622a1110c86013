"""Headings, sections, dated lines."""

from __future__ import annotations

import pytest

from mailsync.examine.documents.outline import heading_of, longest_dated_run, sections
from mailsync.examine.documents.text import Line

BODY = "支部党员认真学习讨论，形成了可以推广的做法。"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        (Line("一、工作内容"), ("一、工作内容", 1)),
        (Line("（二）建设成果"), ("（二）建设成果", 2)),
        (Line("3.特色做法"), ("3.特色做法", 3)),
        (Line("第四部分 宣传推广"), ("第四部分 宣传推广", 1)),
        (Line("1.工作内容。" + BODY), ("1.工作内容", 3)),
        (Line("一、工作内容：" + BODY), ("一、工作内容", 1)),
        (Line("特色做法", level=2), ("特色做法", 2)),
        (Line("特色做法", bold=True), ("特色做法", 2)),
        (Line("特色做法"), ("特色做法", 9)),
        (Line(BODY), None),
        (Line("2020.3.5"), ("2020.3.5", 9)),
        (Line("我们做到了。"), None),
        (Line(""), None),
    ],
)
def test_a_heading_is_known_by_its_style_or_its_look(
    line: Line, heading: tuple[str, int] | None
) -> None:
    assert heading_of(line) == heading


def test_sections_take_the_text_up_to_the_next_heading() -> None:
    found = sections((Line("一、甲"), Line(BODY), Line("二、乙"), Line(BODY), Line(BODY)))
    assert [(one.heading, one.chars) for one in found] == [
        ("一、甲", 3 + len(BODY)),
        ("二、乙", 3 + 2 * len(BODY)),
    ]


@pytest.mark.parametrize(
    ("texts", "run"),
    [
        (["3月5日，学习", "3月12日，讨论", "4月1日 参观"], 3),
        (["2020年3月5日学习", "2020.4.1 讨论", "2020-05-06 参观"], 3),
        (["1. 3月5日，学习", "2. 3月12日，讨论"], 2),
        (["3月5日，学习", "大家认真学习了文件。", "3月12日，讨论"], 1),
        (["3月5日，学习", "", "3月12日，讨论"], 2),
        (["我们在3月5日学习"], 0),
        (["1.1 组织", "1.2 学习", "2.1 讨论"], 0),
        (["（1）3月5日学习", "（2）4月5日讨论"], 2),
    ],
)
def test_dated_lines_in_a_row_are_counted(texts: list[str], run: int) -> None:
    assert longest_dated_run(tuple(Line(text) for text in texts)) == run
