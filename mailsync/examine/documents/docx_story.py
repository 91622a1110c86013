"""One story of a .docx (body, notes, a header) walked in reading order, as Word would show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailsync.examine.documents.docx_numbers import NumberBook
from mailsync.examine.documents.docx_styles import StyleBook, StyleFacts, heading_level, switched
from mailsync.examine.documents.docx_tags import (
    BREAKS,
    DRAWINGS,
    A,
    OpenFields,
    V,
    W,
    drawn,
    is_contents_control,
    shown_children,
    value_of,
)
from mailsync.examine.documents.text import Line
from store.files.opc import RefusedPart

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARAGRAPH = W + "p"
_RUN = W + "r"
_CONTAINERS = frozenset(
    W + tag
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
_DELETED = frozenset((W + "del", W + "moveFrom"))
_PICTURES = frozenset((A + "blip", V + "imagedata"))
# A book has ten thousand paragraphs.
_LINES_CAP = 100_000


@dataclass(slots=True)
class Story:
    """What a walk has gathered so far."""

    styles: StyleBook
    numbers: NumberBook | None = None
    lines: list[Line] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    pictures: int = 0
    _row: int = 0
    fields: OpenFields = field(default_factory=OpenFields)

    def walk(
        self, block: _Element, *, row: int = 0, cell: int = 0, generated: bool = False
    ) -> None:
        """Take in every paragraph below `block`, tables and content controls included.

        Raises:
            RefusedPart: too_large, where there are more paragraphs than any document has.
        """
        for child in shown_children(block):
            if child.tag == _PARAGRAPH:
                self._paragraph(child, row=row, cell=cell, generated=generated)
            elif child.tag in _DELETED:
                self.deleted.extend(_plain_texts(child))
            elif child.tag in DRAWINGS:
                # Some programs write a picture where a paragraph belongs.
                _Reading(self, StyleFacts()).drawing(child)
            elif child.tag in _CONTAINERS:
                if child.tag == W + "tr":
                    self._row += 1
                    row, cell = self._row, 0
                elif child.tag == W + "tc":
                    cell += 1
                self.walk(
                    child,
                    row=row,
                    cell=cell,
                    generated=generated or (child.tag == W + "sdt" and is_contents_control(child)),
                )

    def _paragraph(self, paragraph: _Element, *, row: int, cell: int, generated: bool) -> None:
        properties = paragraph.find(W + "pPr")
        style_id = value_of(properties, "pStyle")
        style = self.styles.facts(style_id)
        level = style.level
        numbered = False
        if properties is not None:
            own = heading_level(properties.find(W + "outlineLvl"))
            level = own if own is not None else level
            numbered = properties.find(W + "numPr") is not None
        if len(self.lines) >= _LINES_CAP:
            raise RefusedPart("too_large")
        reading = _Reading(self, style)
        reading.children(paragraph)
        label = self.numbers.label(properties, style_id) if self.numbers else ""
        self.lines.append(
            Line(
                label + "".join(reading.shown),
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
        for child in shown_children(parent):
            if child.tag == _RUN:
                self._run(child)
            elif child.tag in _DELETED:
                self.deleted.extend(_plain_texts(child))
            elif child.tag in _CONTAINERS:
                self.children(child)
            elif child.tag in DRAWINGS:
                self.drawing(child)

    def _run(self, run: _Element) -> None:
        properties = run.find(W + "rPr")
        hidden, bold = self._style.hidden, self._style.bold
        if properties is not None:
            character_style = properties.find(W + "rStyle")
            if character_style is not None:
                base = self._story.styles.facts(character_style.get(W + "val", ""))
                hidden = base.hidden if base.hidden is not None else hidden
                bold = base.bold if base.bold is not None else bold
            own_hidden = switched(properties.find(W + "vanish"))
            own_bold = switched(properties.find(W + "b"))
            hidden = own_hidden if own_hidden is not None else hidden
            bold = own_bold if own_bold is not None else bold
        texts: list[str] = []
        for child in shown_children(run):
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
        if tag == W + "t":
            if not self._story.fields.in_instruction:
                texts.append(child.text or "")
        elif tag in BREAKS:
            texts.append(BREAKS[tag])
        elif tag == W + "noBreakHyphen":
            texts.append("-")
        elif tag == W + "fldChar":
            self._story.fields.mark(child)
        elif tag == W + "sym":
            texts.append("\u25a1")
        elif tag == W + "delText":
            self.deleted.append(child.text or "")
        elif tag == W + "ruby":
            self.children(child)
        elif tag in DRAWINGS:
            self.drawing(child)

    def drawing(self, drawing: _Element) -> None:
        """Take in the text boxes and the pictures of a drawing."""
        for node in drawn(drawing):
            if node.tag == W + "txbxContent":
                inner = Story(self._story.styles)
                inner.walk(node)
                self._story.boxes.extend([line.text for line in inner.lines] + inner.boxes)
                self._story.pictures += inner.pictures
            self._story.pictures += node.tag in _PICTURES


def _plain_texts(node: _Element) -> list[str]:
    return [t.text or "" for t in node.iter(W + "t", W + "delText")]
