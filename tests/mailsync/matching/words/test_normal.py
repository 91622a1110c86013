"""Normalised text, and the way back to the original."""

from __future__ import annotations

import pytest

from mailsync.matching.words.characters import initials, romanised, sounds_alike
from mailsync.matching.words.normal import normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("機械學院研③黨支部", "机械学院研3党支部"),
        ("第Ⅻ党支部", "第12党支部"),
        ("ＡＢ１２（二）", "ab12(二)"),
        ("机\u200b械\ufeff学院", "机械学院"),
        ("机 械 学 院 第 三 党 支 部", "机械学院第三党支部"),
        ("流 程 实 验 室 I V 党 支 部", "流程实验室iv党支部"),
        ("视 频 一 段 video", "视频一段 video"),
        ("序号 分党委 支部名称 书记", "序号 分党委 支部名称 书记"),
        ("⑳号㈢", "20号三"),
        ("第　三", "第 三"),
    ],
)
def test_text_is_made_comparable(text: str, plain: str) -> None:
    assert normalise(text).text == plain


def test_a_span_points_back_over_what_was_removed() -> None:
    text = "（机 械 学 院 \u200b研 ③ 支 部）"
    normal = normalise(text)
    start = normal.text.index("研")
    begin, stop = normal.span(start, start + 2)
    assert text[begin:stop] == "研 ③"


def test_a_span_of_a_widened_numeral_is_the_numeral() -> None:
    normal = normalise("第Ⅻ支部")
    assert normal.span(1, 3) == (1, 2)


def test_an_empty_span_stays_empty() -> None:
    normal = normalise("Ⅻa\u200b")
    assert normal.span(3, 3) == (3, 3)
    assert normal.span(1, 1) == (0, 0)


def test_readings_of_one_character_are_compared_by_set() -> None:
    assert sounds_alike("公", "工")
    assert sounds_alike("会", "快")
    assert not sounds_alike("一", "三")
    assert initials("机械学院") == "jxxy"
    assert {"huijixi", "kuaijixi"} <= set(romanised("会计系"))
