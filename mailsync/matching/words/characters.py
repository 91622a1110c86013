"""Tables of single characters: traditional to simplified, and toneless pinyin readings."""

from __future__ import annotations

import sys
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
