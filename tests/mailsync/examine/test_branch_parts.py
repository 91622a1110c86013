"""Documents that hold the plans of several branches, cut at their headings."""

from __future__ import annotations

import pytest

from mailsync.examine.documents.branch_parts import branch_parts
from mailsync.examine.documents.text import Line

PROSE = "围绕中心工作抓实特色创建，坚持把支部建在一线，形成了可复制可推广的做法。"


def headings(*lines: Line | str) -> list[str]:
    made = [line if isinstance(line, Line) else Line(line) for line in lines]
    return [part.heading for part in branch_parts(made)]


def test_each_plan_is_a_part_with_its_own_count() -> None:
    parts = branch_parts(
        [
            Line("流通部党支部创建工作方案", level=1),
            Line(PROSE * 2),
            Line("采编部党支部创建工作方案", bold=True),
            Line(PROSE),
        ]
    )
    assert [part.heading for part in parts] == [
        "流通部党支部创建工作方案",
        "采编部党支部创建工作方案",
    ]
    assert [part.chars for part in parts] == [12 + 2 * len(PROSE), 12 + len(PROSE)]


@pytest.mark.parametrize(
    "heading",
    [
        "一、流通部党支部",
        "附件1：流通部党支部工作案例",
        "【流通部党支部】",
        "党支部名称：流通部党支部",
        "Ⅰ 流通部党支部",
        "党支部名称 流通部党支部",
        "流 通 部 党 支 部",
        "单位：图书馆流通部党支部        负责人：张三",
    ],
)
def test_a_plain_line_that_stands_apart_is_a_heading(heading: str) -> None:
    assert headings(heading, PROSE, "采编部党支部创建工作方案", PROSE)[0] == heading


@pytest.mark.parametrize(
    "line",
    [
        "党支部概况",
        "一、本支部基本情况",
        "（二）加强党支部建设",
        "各党支部情况",
        "打造特色党支部",
        "在流通部党支部的带领下，",
    ],
)
def test_words_that_name_no_branch_begin_no_part(line: str) -> None:
    assert headings("流通部党支部创建工作方案", PROSE, line, PROSE) == []


def test_a_line_broken_within_a_sentence_begins_no_part() -> None:
    broken = PROSE[:-1] + "并在此基础上进一步联合了"
    assert headings("流通部党支部创建工作方案", broken, "采编部党支部的同志共同学习") == []


def test_a_list_of_supporting_files_ends_the_count_of_its_own_part_only() -> None:
    first, second = branch_parts(
        [
            Line("流通部党支部创建工作方案"),
            *(Line(PROSE) for _ in range(4)),
            Line("支撑材料目录"),
            Line("1.流通部制度汇编"),
            Line("采编部党支部创建工作方案"),
            *(Line(PROSE) for _ in range(4)),
        ]
    )
    assert first.ended
    assert first.chars == 12 + 4 * len(PROSE)
    assert not second.ended
    assert second.chars == 12 + 4 * len(PROSE)
