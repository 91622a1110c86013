"""The text, pictures and boxes within one paragraph of a .docx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mailsync.examine.documents.docx_styles import switched
from mailsync.examine.documents.docx_tags import (
    BREAKS,
    DRAWINGS,
    A,
    OpenFields,
    V,
    W,
    drawn,
    shown_children,
    value_of,
)
from mailsync.volume.case_parts import CasePicture, CaseText, Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Deleted text, and properties that are no text.
SKIPPED = frozenset(W + tag for tag in ("del", "moveFrom", "pPr", "rPr", "sectPr", "instrText"))


class Document(Protocol):
    """What a paragraph asks of the document that it stands in."""

    @property
    def fields(self) -> OpenFields:
        """The fields that are open."""

    def note(self, note_id: str) -> str:
        """The mark of a footnote, "" where it has no text."""

    def box(self, content: _Element) -> list[CaseText | CasePicture]:
        """The paragraphs of a text box."""

    def picture(self, relation: str, width: int, height: int) -> CasePicture | None:
        """A picture by its relation; None where it cannot be taken over."""


class Inline:
    """The text, pictures and boxes of one paragraph."""

    def __init__(self, document: Document, bold: bool, hidden: bool) -> None:
        self._document = document
        self._bold = bold
        self._hidden = hidden
        self.spans: list[Span] = []
        self.pictures: list[CasePicture] = []
        self.boxes: list[CaseText | CasePicture] = []

    def take(self, parent: _Element) -> None:
        """Read everything below a paragraph or a part of one."""
        for child in shown_children(parent):
            tag = child.tag
            if tag in SKIPPED:
                continue
            if tag == W + "r":
                self._run(child)
            elif tag == _M + "oMath":
                self._add("".join(t.text or "" for t in child.iter(_M + "t")), None)
            elif tag in DRAWINGS:
                self._drawing(child)
            else:
                self.take(child)

    def _run(self, run: _Element) -> None:
        properties = run.find(W + "rPr")
        hidden = switched(properties.find(W + "vanish")) if properties is not None else None
        if hidden if hidden is not None else self._hidden:
            return
        for child in shown_children(run):
            tag = child.tag
            if tag in SKIPPED:
                continue
            if tag == W + "t":
                self._add(child.text or "", properties)
            elif tag in BREAKS:
                # A page break is the author's layout, not ours.
                if child.get(W + "type") not in ("page", "column"):
                    self._add(BREAKS[tag], properties)
            elif tag == W + "noBreakHyphen":
                self._add("-", properties)
            elif tag == W + "fldChar":
                self._document.fields.mark(child)
            elif tag == W + "footnoteReference":
                mark = self._document.note(str(child.get(W + "id")))
                if mark:
                    self.spans.append(Span(mark, raised=True))
            elif tag in DRAWINGS:
                self._drawing(child)

    def _add(self, text: str, properties: _Element | None) -> None:
        text = "".join(char for char in text if char in "\t\n" or char.isprintable())
        if not text or self._document.fields.in_instruction:
            return
        bold, italic = self._bold, False
        if properties is not None:
            own = switched(properties.find(W + "b"))
            bold = self._bold if own is None else own
            italic = bool(switched(properties.find(W + "i")))
        raised = value_of(properties, "vertAlign") == "superscript"
        last = self.spans[-1] if self.spans else None
        if last is not None and (last.bold, last.italic, last.raised) == (bold, italic, raised):
            self.spans[-1] = Span(last.text + text, bold, italic, raised)
        else:
            self.spans.append(Span(text, bold, italic, raised))

    def _drawing(self, drawing: _Element) -> None:
        for node in drawn(drawing):
            if node.tag == W + "txbxContent":
                self.boxes.extend(self._document.box(node))
            elif node.tag == A + "blip":
                relation = str(node.get(_R + "embed", ""))
                width, height = _extent(node, drawing)
                self._picture(relation, width, height)
            elif node.tag == V + "imagedata":
                self._picture(str(node.get(_R + "id", "")), 0, 0)

    def _picture(self, relation: str, width: int, height: int) -> None:
        if relation and (found := self._document.picture(relation, width, height)) is not None:
            self.pictures.append(found)


def _extent(blip: _Element, drawing: _Element) -> tuple[int, int]:
    """The shown size: that of the picture itself within a group, else that of the drawing."""
    pictures = [one for one in drawing.iter() if one.tag == A + "blip"]
    if len(pictures) > 1:
        for ancestor in blip.iterancestors():
            size = ancestor.find(f".//{A}xfrm/{A}ext")
            if size is not None:
                return _emu(size.get("cx")), _emu(size.get("cy"))
    size = next(drawing.iter(_WP + "extent"), None)
    return (0, 0) if size is None else (_emu(size.get("cx")), _emu(size.get("cy")))


def _emu(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
