"""Amounts that a notice asks for and the program does not check: said, never passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.notice.reading.amounts import CN, values_in
from store.notice.reading.clauses import Sentence, sentences
from store.notice.reading.figures import AMOUNTS, Figure

_NUMBER = rf"(?:\d+(?:\.\d+)?|[{CN}]{{1,4}})"
_UNIT = r"(?:[余多]?(?:[MGK]B?|dpi|DPI|%|[\u4e00-\u9fff]))"
_LIMIT = (
    r"(?:不(?:得|能|可|应|要|宜)?(?:少于|低于|短于|小于|超过|多于|大于|高于|长于|突破|超出)"
    r"|至少|最少|至多|最多|最长|最短|控制在|限报|限额)"
)
_AMOUNT = re.compile(
    rf"{_LIMIT}[^，。；、（）\d]{{0,6}}?{_NUMBER}{_UNIT}"
    rf"|{_NUMBER}{_UNIT}{{1,2}}(?:以上|以内|以下|之内)"
    rf"|{_NUMBER}{_UNIT}?[-—–~～至到]{_NUMBER}(?:张|幅|页|名|人|个|份|篇|项|段|[MGK]B?)"
)
# A date is a deadline, and a size of a picture has a figure of its own.
_OTHERS = re.compile(r"\d月|\d日|[前止]$|\d[×xX*]\d|\d{3,4}[pPiI]|(?<![A-Za-z])[248][kK]")
_BREAKS = r"[，；。、（）]"


@dataclass(frozen=True, slots=True)
class Unkept:
    """Words with an amount that nothing holds files against."""

    words: str
    clause: str


def unkept(text: str, found: Mapping[str, Figure]) -> tuple[Unkept, ...]:
    """The amounts of a notice beside those that were read as figures."""
    told = dict.fromkeys(
        Unkept(part, one.clause)
        for one in sentences(text)
        for part in _amounts(one)
        if not _is_kept(part, one, found)
    )
    return tuple(told)


def _amounts(one: Sentence) -> Iterator[str]:
    for part in re.split(_BREAKS, one.text):
        if _AMOUNT.search(part) and not _OTHERS.search(part):
            yield part


def _is_kept(part: str, one: Sentence, found: Mapping[str, Figure]) -> bool:
    """Whether a figure is, or was asked, of these very words."""
    return any(
        bool(values_in(part, amount))
        and (figure := found.get(key)) is not None
        and figure.sentence == one.text
        and (figure.unclear or figure.value in values_in(part, amount))
        for key, amount in AMOUNTS.items()
    )
