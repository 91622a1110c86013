"""The numbers and bullets of a .docx's lists, counted as Word counts them, as plain text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailsync.examine.documents.docx_numbers import han_number
from mailsync.examine.documents.docx_tags import W, value_of, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
BULLET = "·"
_CHAIN_CAP = 20


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    text: str
    start: int


@dataclass(slots=True)
class ListBook:
    """The lists of one document; `marker` counts on with every paragraph asked for."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _bases: dict[str, str] = field(default_factory=dict)
    captions: set[str] = field(default_factory=set)

    def take(self, root: _Element) -> None:
        """Read the lists' definitions from a numbering part."""
        for abstract in root.iter(W + "abstractNum"):
            name = str(abstract.get(W + "abstractNumId"))
            self._levels[name] = {
                whole(level.get(W + "ilvl"), 0): _Level(
                    value_of(level, "numFmt") or "decimal",
                    value_of(level, "lvlText"),
                    whole(value_of(level, "start"), 1),
                )
                for level in abstract.iter(W + "lvl")
            }
        for number in root.iter(W + "num"):
            self._abstract[str(number.get(W + "numId"))] = value_of(number, "abstractNumId")

    def take_styles(self, root: _Element) -> None:
        """Read which styles are lists or captions from a styles part."""
        for style in root.iter(W + "style"):
            name = str(style.get(W + "styleId"))
            numbers = style.find(f"{W}pPr/{W}numPr")
            if value_of(style, "name").lower() in ("caption", "题注"):
                self.captions.add(name)
            if numbers is not None:
                level = whole(value_of(numbers, "ilvl"), 0)
                self._styles[name] = (value_of(numbers, "numId"), level)
            self._bases[name] = value_of(style, "basedOn")

    def of_style(self, style_id: str) -> tuple[str, int]:
        """The list and level that a style gives its paragraphs; "" where it gives none."""
        at = style_id
        for _ in range(_CHAIN_CAP):
            if at in self._styles:
                return self._styles[at]
            at = self._bases.get(at, "")
        return "", 0

    def marker(self, number_id: str, level: int) -> str:
        """The marker of the next paragraph of a list at a level; "" where it has none."""
        name = self._abstract.get(number_id, "")
        levels = self._levels.get(name, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        own = levels[level]
        if own.kind == "bullet":
            return BULLET
        if own.kind == "none":
            return ""
        text = own.text
        for at, one in levels.items():
            written = _written(counts.get(at, one.start), one.kind)
            text = text.replace(f"%{at + 1}", written)
        return text


def _written(count: int, kind: str) -> str:
    match kind:
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting":
            return han_number(count)
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (count - 1) % 26)
            return letter.upper() if kind == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            roman = _roman(count)
            return roman.upper() if kind == "upperRoman" else roman
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _CIRCLED[count - 1] if 1 <= count <= len(_CIRCLED) else str(count)
        case _:
            return str(count)


def _roman(count: int) -> str:
    if not 0 < count < 50:
        return str(count)
    text = ""
    if count >= 40:
        text, count = "xl", count - 40
    for value, letters in _ROMAN:
        while count >= value:
            text, count = text + letters, count - value
    return text
