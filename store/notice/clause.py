"""Where something stands in a notice, as an office writes it: 《通知》第一部分第2条; pure."""

from __future__ import annotations

import re

from store.text.wording import Wording

_CLAUSE = re.compile(r"(?P<part>[一二三四五六七八九十]{1,3})(?:\.(?P<item>\d{1,2}))?")
_NUMBERS = "一二三四五六七八九十"
# A blank between Chinese and Latin letters or digits, which no document of an office has.
_BLANK = re.compile(r"(?<=[一-鿿]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[一-鿿])")


def clause_words(clause: str, wording: Wording) -> str:
    """The clause `一.2` in words; one that is written in another way stands as it is."""
    found = _CLAUSE.fullmatch(clause.strip())
    if found is None:
        return wording.say("clause.other", clause=clause)
    part = found["part"]
    if wording.language != "zh_CN" and len(part) == 1:
        part = str(_NUMBERS.index(part) + 1)
    if found["item"] is None:
        return wording.say("clause.part", part=part)
    return wording.say("clause.item", part=part, item=found["item"])


def quoted_words(words: str) -> str:
    """Words of the notice as they are quoted."""
    return _BLANK.sub("", words)
