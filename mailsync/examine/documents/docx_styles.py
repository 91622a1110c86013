"""Which styles of a .docx are headings, hidden, or lines of a generated table of contents."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailsync.examine.documents.docx_tags import W, value_of
from store.files.opc import parse_bounded

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*[1-9]$", re.IGNORECASE)
_CHAIN_CAP = 20


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """What a style says of its text; None where neither it nor its bases say anything."""

    level: int | None = None
    hidden: bool | None = None
    bold: bool | None = None
    contents: bool = False


class StyleBook:
    """The styles of a document, read when they are first asked for.

    A template brings some 160 of which a text uses ten, or none. What `load` raises, the first
    question raises.
    """

    def __init__(self, load: Callable[[], bytes]) -> None:
        self._load = load
        self._content: bytes | None = None
        self._facts: dict[str, StyleFacts] = {"": StyleFacts()}

    def facts(self, style_id: str) -> StyleFacts:
        """What a style says, its bases included; nothing of a style that is not there."""
        if style_id not in self._facts:
            self._facts[style_id] = self._inherited(style_id)
        return self._facts[style_id]

    def _inherited(self, style_id: str) -> StyleFacts:
        facts = StyleFacts()
        at = style_id
        for _ in range(_CHAIN_CAP):
            style = self._style(at) if at else None
            if style is None:
                break
            facts = _over(facts, _own_facts(style))
            at = value_of(style, "basedOn")
        return facts

    def _style(self, style_id: str) -> _Element | None:
        if self._content is None:
            self._content = self._load()
        part = _one_style(self._content, style_id) or self._content
        styles = parse_bounded(part).iterchildren(W + "style") if part else ()
        return next((style for style in styles if style.get(W + "styleId") == style_id), None)


def _one_style(content: bytes, style_id: str) -> bytes:
    """The part cut down to one style; b"" where it is not written the usual way.

    A template's styles are 350 kB, and parsing them takes longer than all the rest.
    """
    root_at = content.find(b"<w:styles ")
    begun = content.find(b">", root_at) + 1
    at = content.find(f'w:styleId="{style_id}"'.encode(), begun)
    start = content.rfind(b"<w:style ", begun, at)
    end = content.find(b"</w:style>", at)
    if min(root_at, at, start, end) < 0 or b">" in content[start:at]:
        return b""
    return content[root_at:begun] + content[start:end] + b"</w:style></w:styles>"


def _own_facts(style: _Element) -> StyleFacts:
    name = value_of(style, "name").strip()
    outline = style.find(f"{W}pPr/{W}outlineLvl")
    level = heading_level(outline)
    named = _HEADING_NAME.match(name)
    if level is None and named:
        level = int(named[1])
    if level is None and name.lower() in ("title", "标题"):
        level = 0
    return StyleFacts(
        level=level,
        hidden=switched(style.find(f"{W}rPr/{W}vanish")),
        bold=switched(style.find(f"{W}rPr/{W}b")),
        contents=bool(_CONTENTS_NAME.match(name)),
    )


def _over(facts: StyleFacts, base: StyleFacts) -> StyleFacts:
    return StyleFacts(
        level=base.level if facts.level is None else facts.level,
        hidden=base.hidden if facts.hidden is None else facts.hidden,
        bold=base.bold if facts.bold is None else facts.bold,
        contents=facts.contents or base.contents,
    )


def heading_level(outline: _Element | None) -> int | None:
    """The level of a w:outlineLvl, 1 to 9; None for body text."""
    value = outline.get(W + "val", "") if outline is not None else ""
    return int(value) + 1 if value in ("0", "1", "2", "3", "4", "5", "6", "7", "8") else None


def switched(toggle: _Element | None) -> bool | None:
    """The value of a toggle such as w:vanish; None where it is not written."""
    if toggle is None:
        return None
    return toggle.get(W + "val", "1").lower() not in ("0", "false", "off", "none")
