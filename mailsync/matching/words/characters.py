"""Tables of single characters: traditional to simplified, and toneless pinyin readings."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from store.starting.left_out import left_out
from store.text.pinyin import readings as readings


@cache
def simplified() -> dict[int, str]:
    """Single characters by code point, for `str.translate`; one character gives one."""
    # It imports setuptools where that is installed, 0.1 s and 8 MB, and keeps the tables of all
    # regions, 7 MB: it comes in here, without it, and is forgotten.
    with left_out("pkg_resources"):
        from zhconv.zhconv import getdict
    for name in ("zhconv", "zhconv.zhconv"):
        sys.modules.pop(name, None)
    return {
        ord(old): new for old, new in getdict("zh-hans").items() if len(old) == 1 and len(new) == 1
    }


@cache
def sound(char: str) -> str:
    """The commonest reading, or the character itself where it has none."""
    known = readings(char)
    return known[0] if known else char


def sounds(text: str) -> str:
    """Toneless pinyin of a text, one reading a character, spaced."""
    return " ".join(sound(char) for char in text)


# Characters that are taken for each other by their shape, in hand-written and scanned names.
_SHAPES = """
冶治 械戒 料科 土士 未末 己已巳 折析拆 村材 杭抗 钢纲 轧扎 测侧 矿旷 术木 日曰目 申电由甲
天夫无 千干于 人入八 大太犬 处外 部郡陪 官宫 管菅 历厉 体休 化花 环坏 医匡 机杌 技枝 建健
资贷 源原 信倍 息恩 研妍 究穷 算蒜 政攻 法去 律津 没设 汁计 牧物 审宙 国圆 放防 教救
民氏 族旅 围图
"""


@cache
def shapes() -> Mapping[str, str]:
    """For a character those that look like it."""
    found: dict[str, str] = {}
    for group in _SHAPES.split():
        for char in group:
            found[char] = found.get(char, "") + group.replace(char, "")
    return found


def sounds_alike(left: str, right: str) -> bool:
    """Whether two characters share a reading."""
    return left == right or not set(readings(left)).isdisjoint(readings(right))


def romanised(text: str, limit: int = 8) -> tuple[str, ...]:
    """Full pinyin of a text without spaces, at most `limit` variants of its readings."""
    variants = [""]
    for char in text:
        known = readings(char) or (char,)
        grown = [head + tail for head in variants for tail in known]
        variants = grown if len(grown) <= limit else [head + known[0] for head in variants]
    return tuple(dict.fromkeys(variants))


def initials(text: str) -> str:
    """First letters of the pinyin of a text."""
    return "".join(sound(char)[0] for char in text)
