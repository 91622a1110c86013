"""One story of a .docx (body, notes, a header) walked in reading order, as Word would show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailsync.examine.docx_styles import StyleBook, StyleFacts, heading_level, switched
from mailsync.examine.packed_xml import RefusedPart
from mailsync.examine.text import Line

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CONTAINERS = frozenset(
    _W + tag
    for tag in (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "fldSimple",
        "sdt",
        "sdtContent",
        "customXml",
        "bdo",
        "dir",
        "tbl",
        "tr",
        "tc",
        "ruby",
        "rubyBase",
        "body",
        "footnote",
        "endnote",
        "hdr",
        "ftr",
        "txbxContent",
    )
)
_DELETED = frozenset((_W + "del", _W + "moveFrom"))
_TEXTS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}
_PICTURES = frozenset(
    (
        "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
        "{urn:schemas-microsoft-com:vml}imagedata",
    )
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


# A book has ten thousand paragraphs.
_LINES_CAP = 100_000


@dataclass(slots=True)
class Story:
    """What a walk has gathered so far."""

    styles: StyleBook
    lines: list[Line] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    pictures: int = 0
    _row: int = 0
    # One entry for each open field: True while its instruction, not its result, is read.
    _fields: list[bool] = field(default_factory=list)

    def walk(
        self, block: _Element, *, row: int = 0, cell: int = 0, generated: bool = False
    ) -> None:
        """Take in every paragraph below `block`, tables and content controls included.

        Raises:
            RefusedPart: too_large, where there are more paragraphs than any document has.
        """
        from docx.oxml.text.paragraph import CT_P

        for child in block:
            if isinstance(child, CT_P):
                self._paragraph(child, row=row, cell=cell, generated=generated)
            elif child.tag in _DELETED:
                self.deleted.extend(_plain_texts(child))
            elif child.tag in _CONTAINERS:
                if child.tag == _W + "tr":
                    self._row += 1
                    row, cell = self._row, 0
                elif child.tag == _W + "tc":
                    cell += 1
                self.walk(
                    child,
                    row=row,
                    cell=cell,
                    generated=generated or _is_contents_control(child),
                )
            elif isinstance(child.tag, str) and child.tag.endswith("}AlternateContent"):
                for choice in child:
                    if choice.tag != _FALLBACK:
                        self.walk(choice, row=row, cell=cell, generated=generated)

    def _paragraph(self, paragraph: _Element, *, row: int, cell: int, generated: bool) -> None:
        properties = paragraph.find(_W + "pPr")
        style_id = str(getattr(paragraph, "style", None) or "")
        style = self.styles.facts(style_id)
        level = style.level
        numbered = False
        if properties is not None:
            own = heading_level(properties.find(_W + "outlineLvl"))
            level = own if own is not None else level
            numbered = properties.find(_W + "numPr") is not None
        if len(self.lines) >= _LINES_CAP:
            raise RefusedPart("too_large")
        reading = _Reading(self, style)
        reading.children(paragraph)
        self.lines.append(
            Line(
                "".join(reading.shown),
                level=level,
                bold=reading.plain_runs == 0 and reading.bold_runs > 0,
                numbered=numbered,
                row=row,
                generated=generated or style.contents,
                cell=cell,
            )
        )
        if reading.hidden:
            self.hidden.append("".join(reading.hidden))
        if reading.deleted:
            self.deleted.append("".join(reading.deleted))

    def field_mark(self, kind: str) -> None:
        """Follow the begin, separate and end of fields; they may span paragraphs."""
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    @property
    def in_instruction(self) -> bool:
        """Whether what is read now is a field's instruction and not its result."""
        return any(self._fields)


class _Reading:
    """The inline content of one paragraph."""

    def __init__(self, story: Story, style: StyleFacts) -> None:
        self._story = story
        self._style = style
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.deleted: list[str] = []
        self.bold_runs = 0
        self.plain_runs = 0

    def children(self, parent: _Element) -> None:
        from docx.oxml.text.run import CT_R

        for child in parent:
            if isinstance(child, CT_R):
                self._run(child)
            elif child.tag in _DELETED:
                self.deleted.extend(_plain_texts(child))
            elif child.tag in _CONTAINERS:
                self.children(child)
            elif isinstance(child.tag, str) and child.tag.endswith("}AlternateContent"):
                self._drawing(child)

    def _run(self, run: _Element) -> None:
        properties = run.find(_W + "rPr")
        hidden, bold = self._style.hidden, self._style.bold
        if properties is not None:
            character_style = properties.find(_W + "rStyle")
            if character_style is not None:
                base = self._story.styles.facts(character_style.get(_W + "val", ""))
                hidden = base.hidden if base.hidden is not None else hidden
                bold = base.bold if base.bold is not None else bold
            own_hidden = switched(properties.find(_W + "vanish"))
            own_bold = switched(properties.find(_W + "b"))
            hidden = own_hidden if own_hidden is not None else hidden
            bold = own_bold if own_bold is not None else bold
        texts: list[str] = []
        for child in run:
            self._run_child(child, texts)
        text = "".join(texts)
        if not text:
            return
        (self.hidden if hidden else self.shown).append(text)
        if text.strip():
            self.bold_runs += bool(bold)
            self.plain_runs += not bold

    def _run_child(self, child: _Element, texts: list[str]) -> None:
        tag = child.tag
        if tag == _W + "t":
            if not self._story.in_instruction:
                texts.append(child.text or "")
        elif tag in _TEXTS:
            texts.append(_TEXTS[tag])
        elif tag == _W + "fldChar":
            self._story.field_mark(child.get(_W + "fldCharType", ""))
        elif tag == _W + "sym":
            texts.append("\u25a1")
        elif tag == _W + "delText":
            self.deleted.append(child.text or "")
        elif tag == _W + "ruby":
            self.children(child)
        elif isinstance(tag, str) and (
            tag in (_W + "drawing", _W + "pict", _W + "object") or tag.endswith("}AlternateContent")
        ):
            self._drawing(child)

    def _drawing(self, drawing: _Element) -> None:
        # A box is written twice, once for old programs: the Fallback is the second writing.
        stack = [drawing]
        while stack:
            node = stack.pop()
            if node.tag == _W + "txbxContent":
                inner = Story(self._story.styles)
                inner.walk(node)
                self._story.boxes.extend([line.text for line in inner.lines] + inner.boxes)
                self._story.pictures += inner.pictures
                continue
            self._story.pictures += node.tag in _PICTURES
            stack.extend(child for child in reversed(node) if child.tag != _FALLBACK)


def _plain_texts(node: _Element) -> list[str]:
    return [t.text or "" for t in node.iter(_W + "t", _W + "delText")]


def _is_contents_control(node: _Element) -> bool:
    if node.tag != _W + "sdt":
        return False
    gallery = node.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    return gallery is not None and gallery.get(_W + "val") == "Table of Contents"
