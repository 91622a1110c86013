"""The numbers that Word writes before paragraphs by itself: they stand in no paragraph's text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailsync.examine.documents.docx_tags import W, value_of, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_HAN = "〇一二三四五六七八九"
_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "ideographDigital", "chineseLegalSimplified")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _ListLevel:
    """One level of a list: how its number is written, and from where it counts."""

    format: str
    text: str
    start: int


class NumberBook:
    """The lists of a document, and how far each has counted."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._lists: dict[str, dict[int, _ListLevel]] = {}
        self._counted: dict[str, dict[int, int]] = defaultdict(dict)
        self._abstract: dict[str, str] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, properties: _Element | None, style_id: str) -> str:
        """What stands before the next paragraph; "" where it is in no list, or has a bullet."""
        number = properties.find(W + "numPr") if properties is not None else None
        found = self._of_style.get(style_id)
        if number is not None:
            found = (value_of(number, "numId"), whole(value_of(number, "ilvl"), 0))
        if found is None or found[0] in ("", "0"):
            return ""
        name, level = found
        levels = self._lists.get(name)
        if levels is None or level not in levels:
            return ""
        counted = self._counted[self._abstract[name]]
        counted[level] = counted.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counted if one > level]:
            del counted[deeper]
        if levels[level].format in ("bullet", "none"):
            return ""

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            own = levels.get(at)
            return _numeral(counted.get(at, own.start if own else 1), own.format if own else "")

        return re.sub(r"%(\d)", written, levels[level].text)

    def _read_lists(self, root: _Element) -> None:
        abstract = {
            str(one.get(W + "abstractNumId")): {
                whole(level.get(W + "ilvl"), 0): _level(level) for level in one.iter(W + "lvl")
            }
            for one in root.iter(W + "abstractNum")
        }
        for one in root.iter(W + "num"):
            name, of = str(one.get(W + "numId")), value_of(one, "abstractNumId")
            if of in abstract:
                self._lists[name], self._abstract[name] = abstract[of], of
                # A list that begins anew counts by itself.
                if one.find(W + "lvlOverride") is not None:
                    self._abstract[name] = f"{of}/{name}"

    def _read_styles(self, root: _Element) -> None:
        for style in root.iter(W + "style"):
            number = style.find(f"{W}pPr/{W}numPr")
            if number is not None:
                level = whole(value_of(number, "ilvl"), 0)
                self._of_style[str(style.get(W + "styleId"))] = (value_of(number, "numId"), level)


def number_book(part: Callable[[str], _Element | None]) -> NumberBook:
    """The lists of a document whose parts `part` gives by the kind of relation."""
    return NumberBook(part("numbering"), part("styles"))


def _level(level: _Element) -> _ListLevel:
    return _ListLevel(
        value_of(level, "numFmt") or "decimal",
        value_of(level, "lvlText"),
        whole(value_of(level, "start"), 1),
    )


def _numeral(number: int, style: str) -> str:
    return han_number(number) if style in _CHINESE else str(number)


def han_number(count: int) -> str:
    """A number below one hundred in Chinese, others in digits."""
    if not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十"
    return head + (_HAN[ones] if ones else "")
