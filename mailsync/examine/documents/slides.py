""".pptx: titles of the slides, in their order, and their text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mailsync.examine.documents.text import DocumentText, Line, NotRead
from store.files.opc import Package, RefusedPart

if TYPE_CHECKING:
    from lxml.etree import _Element

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIN = "ppt/presentation.xml"
# Parts that a slide shows beside its texts and pictures.
_SHOWN = re.compile(r"ppt/(?:media|charts|diagrams|embeddings|drawings)/[^_]")
# Shapes without a text: arrows, boxes, lines drawn by hand.
_DRAWN = (_A + "prstGeom", _A + "custGeom")
_SLIDES_CAP = 500


def read_slides(path: Path) -> DocumentText | NotRead:
    """Read a presentation; a slide without a title has "" as its title."""
    try:
        with Package(path) as parts:
            return _read(parts)
    except RefusedPart as refused:
        return NotRead("document.unreadable", refused.reason)


def _read(parts: Package) -> DocumentText:
    lines: list[Line] = []
    titles: list[str] = []
    pictures = 0
    drawn = False
    for name in _slides(parts):
        slide = parts.xml(name)
        title = ""
        for shape in slide.iter(_P + "sp"):
            paragraphs = [_text(paragraph) for paragraph in shape.iter(_A + "p")]
            is_title = _is_title(shape)
            if is_title and not title:
                title = " ".join(text for text in paragraphs if text.strip())
            lines += [Line(text, level=1 if is_title else None) for text in paragraphs]
        for cell in slide.iter(_A + "tc"):
            lines += [Line(_text(paragraph)) for paragraph in cell.iter(_A + "p")]
        titles.append(title)
        pictures += sum(1 for _ in slide.iter(_P + "pic"))
        drawn = drawn or next(slide.iter(*_DRAWN), None) is not None
    written = any(line.text.strip() for line in lines)
    shown = not written and (drawn or any(_SHOWN.match(name) for name in parts.names))
    return DocumentText(
        lines=tuple(lines),
        pictures=pictures,
        pages=len(titles),
        slide_titles=tuple(titles),
        unread="other" if shown else "",
    )


def _slides(parts: Package) -> list[str]:
    main = parts.main_part(_MAIN)
    relations = {one.id: one.target for one in parts.relations(main)}
    ids = (slide.get(_R + "id", "") for slide in parts.xml(main).iter(_P + "sldId"))
    names = (relations.get(slide_id, "") for slide_id in ids)
    return [name for name in names if name][:_SLIDES_CAP]


def _is_title(shape: _Element) -> bool:
    place = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return place is not None and place.get("type") in ("title", "ctrTitle")


def _text(paragraph: _Element) -> str:
    return "".join(
        "\n" if node.tag == _A + "br" else node.text or ""
        for node in paragraph.iter(_A + "t", _A + "br")
    )
