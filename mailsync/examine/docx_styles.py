"""Which styles of a .docx are headings, hidden, or lines of a generated table of contents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def style_facts(styles: _Element) -> Mapping[str, StyleFacts]:
    """Read every style, through python-docx, by its id; a style inherits from its base."""
    from docx.oxml.ns import qn
    from docx.oxml.styles import CT_Style

    own: dict[str, tuple[StyleFacts, str | None]] = {}
    for style in styles.iter(qn("w:style")):
        if isinstance(style, CT_Style) and style.styleId:
            own[style.styleId] = (_own_facts(style), style.basedOn_val)
    return {style_id: _inherited(style_id, own) for style_id in own}


def _own_facts(style: _Element) -> StyleFacts:
    from docx.oxml.ns import qn

    name = str(getattr(style, "name_val", "") or "").strip()
    outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    level = heading_level(outline)
    named = _HEADING_NAME.match(name)
    if level is None and named:
        level = int(named[1])
    if level is None and name.lower() in ("title", "标题"):
        level = 0
    return StyleFacts(
        level=level,
        hidden=switched(style.find(f"{qn('w:rPr')}/{qn('w:vanish')}")),
        bold=switched(style.find(f"{qn('w:rPr')}/{qn('w:b')}")),
        contents=bool(_CONTENTS_NAME.match(name)),
    )


def _inherited(style_id: str, own: Mapping[str, tuple[StyleFacts, str | None]]) -> StyleFacts:
    level: int | None = None
    hidden: bool | None = None
    bold: bool | None = None
    contents = False
    at: str | None = style_id
    for _ in range(_CHAIN_CAP):
        if at is None or at not in own:
            break
        facts, at = own[at]
        level = facts.level if level is None else level
        hidden = facts.hidden if hidden is None else hidden
        bold = facts.bold if bold is None else bold
        contents = contents or facts.contents
    return StyleFacts(level, hidden, bold, contents)


def heading_level(outline: _Element | None) -> int | None:
    """The level of a w:outlineLvl, 1 to 9; None for body text."""
    from docx.oxml.ns import qn

    value = outline.get(qn("w:val"), "") if outline is not None else ""
    return int(value) + 1 if value in ("0", "1", "2", "3", "4", "5", "6", "7", "8") else None


def switched(toggle: _Element | None) -> bool | None:
    """The value of a toggle such as w:vanish; None where it is not written."""
    from docx.oxml.ns import qn

    if toggle is None:
        return None
    return toggle.get(qn("w:val"), "1").lower() not in ("0", "false", "off", "none")
