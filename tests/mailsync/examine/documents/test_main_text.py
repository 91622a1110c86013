"""Where the main text ends, and what the 目录 lists."""

from __future__ import annotations

import pytest

from mailsync.examine.documents.main_text import border_word, entries_of, main_text
from mailsync.examine.documents.text import Line

BODY = "支部党员认真学习讨论，形成了可以推广的做法。" * 5


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text) for text in texts)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("目录", "contents"),
        ("目　录", "contents"),
        ("支撑材料目录", "contents"),
        ("附件2：支撑材料清单", "contents"),
        ("支撑材料", "support"),
        ("五、支撑材料", "support"),
        ("佐证材料：", "support"),
        ("【支撑材料】", "support"),
        ("附件", "weak"),
        ("附录一", "weak"),
        ("支撑材料见附件。", ""),
        ("本支部的支撑材料共有三份", ""),
        ("工作内容", ""),
        ("", ""),
    ],
)
def test_only_a_line_of_its_own_is_a_border(text: str, word: str) -> None:
    assert border_word(text) == word


def test_the_count_stops_at_supporting_material() -> None:
    found = main_text(lines("标题", BODY, "支撑材料", BODY * 9))
    assert [line.text for line in found.lines] == ["标题", BODY]
    assert found.least == found.most
    assert found.border == "支撑材料"


def test_a_text_without_border_counts_whole() -> None:
    found = main_text(lines("标题", BODY))
    assert (found.border, found.contents, found.least) == ("", None, found.most)


def test_numbering_that_goes_on_behind_the_border_makes_it_unsure() -> None:
    found = main_text(lines("一、工作内容", BODY, "支撑材料", "二、建设成果", BODY))
    assert found.least < found.most


def test_numbering_that_begins_anew_behind_the_border_does_not() -> None:
    found = main_text(lines("一、工作内容", BODY, "支撑材料", "一、照片", "二、报道"))
    assert found.least == found.most


def test_an_attachment_note_is_an_unsure_border() -> None:
    found = main_text(lines("标题", BODY, "附件：", "活动照片"))
    assert found.least < found.most


def test_a_list_of_contents_in_front_is_left_out_and_unsure() -> None:
    found = main_text(
        lines(
            "标题",
            "目录",
            "一、工作内容……1",
            "二、建设成果\t2",
            "一、工作内容",
            BODY,
            "二、建设成果",
            BODY,
        )
    )
    assert [line.text for line in found.lines] == [
        "标题",
        "一、工作内容",
        BODY,
        "二、建设成果",
        BODY,
    ]
    assert found.least < found.most


def test_a_cover_and_a_list_of_contents_do_not_hide_the_text() -> None:
    cover = [
        "东北大学2020年度特色支部创建工作案例",
        "机械工程与自动化学院机械设计系教工第一党支部",
    ] * 2
    front = ["目录", "一、工作内容 ........ 1", "二、建设成果 ........ 2"]
    text = ["一、工作内容", BODY * 9, "二、建设成果", BODY * 9]
    found = main_text(lines(*cover, *front, *text))
    assert found.least > 1800
    assert found.contents is None


def test_prose_only_behind_the_border_makes_it_unsure() -> None:
    found = main_text(lines("封面", *["机械学院第一党支部创建工作"] * 6, "支撑材料", BODY * 9))
    assert found.least < found.most


def test_supporting_material_before_any_text_is_unsure() -> None:
    found = main_text(lines("支撑材料", BODY))
    assert (found.least, found.most) == (0, 4 + 5 * 22)


def test_a_generated_table_of_contents_is_left_out_for_certain() -> None:
    found = main_text(
        (
            Line("标题"),
            Line("目录"),
            Line("一、工作内容\t1", generated=True),
            Line("一、工作内容"),
            Line(BODY),
        )
    )
    assert [line.text for line in found.lines] == ["标题", "一、工作内容", BODY]
    assert found.least == found.most


def test_contents_are_listed_without_numbers_leaders_and_pages() -> None:
    found = main_text(
        lines(
            "标题",
            BODY,
            "支撑材料目录",
            "1. 活动照片.jpg",
            "附件2：新闻报道……3",
            "（三）《获奖证书》",
            "",
        )
    )
    assert found.contents == ("活动照片.jpg", "新闻报道", "获奖证书")


def test_of_a_table_row_the_longest_cell_is_the_entry() -> None:
    rows = (
        Line("支撑材料目录"),
        *(Line(text, row=1) for text in ("序号", "材料名称", "备注")),
        *(Line(text, row=2) for text in ("1", "主题党日活动照片", "已附")),
        *(Line(text, row=3) for text in ("2", "新闻报道", "")),
    )
    assert entries_of(rows) == ("主题党日活动照片", "新闻报道")


def test_a_file_of_contents_needs_no_heading() -> None:
    assert entries_of(lines("1、照片", "2、报道")) == ("照片", "报道")
    assert entries_of(lines("机械学院支撑材料目录", "1、照片")) == ("照片",)
