"""A case's .docx as blocks in reading order; parts are read bounded, links out never followed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mailsync.examine.documents.docx_styles import StyleBook, heading_level
from mailsync.examine.documents.docx_tags import OpenFields, W, is_contents_control, value_of
from mailsync.volume.case_inline import SKIPPED, Inline
from mailsync.volume.case_lists import ListBook
from mailsync.volume.case_parts import Block, CaseCell, CasePicture, CaseStory, CaseTable, CaseText
from mailsync.volume.case_shape import captioned, split_title, text_level
from store.files.opc import Package, RefusedPart
from store.model import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_PICTURE_CAP_BYTES = 48 << 20
_PICTURES_CAP_BYTES = 400 << 20
# Formats that python-docx can embed, by their first bytes.
_EMBEDDABLE = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def read_case(path: Path) -> CaseStory | Problem:
    """Read a case.

    Returns:
        Its story, or `volume.unreadable` with the reason.
    """
    try:
        with Package(path) as parts:
            return _Reader(parts).story()
    except RefusedPart as refused:
        return Problem("volume.unreadable", {"reason": refused.reason})


class _Reader:
    """One document while it is read."""

    def __init__(self, parts: Package) -> None:
        self._parts = parts
        self._main = parts.main_part("word/document.xml")
        relations = parts.relations(self._main)
        self._targets = {one.id: one.target for one in relations if one.target}
        by_kind = {one.kind: one.target for one in relations if one.target}
        styles, numbering = by_kind.get("styles", ""), by_kind.get("numbering", "")
        self._styles = StyleBook(lambda: parts.xml_bytes(styles) if styles else b"")
        self._lists = ListBook()
        if numbering:
            self._lists.take(parts.xml(numbering))
        if styles:
            self._lists.take_styles(parts.xml(styles))
        self._blocks: list[Block] = []
        self._notes: list[str] = []
        self._problems: list[Problem] = []
        self.fields = OpenFields()
        self._picture_bytes = 0
        self._note_texts = self._footnotes(by_kind.get("footnotes", ""))

    def story(self) -> CaseStory:
        """Walk the body once."""
        root = self._parts.xml(self._main)
        for body in root.iter(W + "body"):
            self._walk(body)
        title, blocks = split_title(self._blocks)
        return CaseStory(title, tuple(captioned(blocks)), tuple(self._notes), tuple(self._problems))

    # -- parts -----------------------------------------------------------------------------

    def _footnotes(self, name: str) -> dict[str, str]:
        if not name:
            return {}
        return {
            str(note.get(W + "id")): "".join(t.text or "" for t in note.iter(W + "t")).strip()
            for note in self._parts.xml(name)
            if isinstance(note.tag, str)
        }

    # -- blocks ----------------------------------------------------------------------------

    def _walk(self, parent: _Element) -> None:
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str) or tag in SKIPPED:
                continue
            if tag == W + "p":
                self._blocks.extend(self._paragraph(child))
            elif tag == W + "tbl":
                self._blocks.append(self._table(child))
            elif tag == W + "sdt":
                if not is_contents_control(child):
                    self._walk(child)
            elif tag in (W + "sdtContent", W + "ins", W + "moveTo", W + "customXml"):
                self._walk(child)

    def _paragraph(self, paragraph: _Element) -> list[CaseText | CasePicture]:
        properties = paragraph.find(W + "pPr")
        style_id = value_of(properties, "pStyle")
        style = self._styles.facts(style_id)
        if style.contents:
            return []
        found = Inline(self, bool(style.bold), bool(style.hidden))
        found.take(paragraph)
        level = style.level
        own = heading_level(properties.find(W + "outlineLvl")) if properties is not None else None
        level = own if own is not None else level
        marker, indent = self._marker(properties)
        spans = tuple(found.spans)
        text = "".join(span.text for span in spans).strip()
        blocks: list[CaseText | CasePicture] = []
        if text:
            blocks.append(
                CaseText(
                    spans,
                    level=text_level(level, text, in_list=bool(marker)),
                    marker=marker,
                    indent=indent,
                    centred=value_of(properties, "jc") == "center",
                    caption=style_id in self._lists.captions,
                )
            )
        blocks.extend(found.pictures)
        blocks.extend(found.boxes)
        return blocks

    def _marker(self, properties: _Element | None) -> tuple[str, int]:
        numbers = properties.find(W + "numPr") if properties is not None else None
        of_style, at = self._lists.of_style(value_of(properties, "pStyle"))
        if numbers is None:
            return self._lists.marker(of_style, at), at
        level = value_of(numbers, "ilvl")
        at = int(level) if level.isascii() and level.isdigit() and len(level) < 3 else at
        return self._lists.marker(value_of(numbers, "numId") or of_style, at), at

    def _table(self, table: _Element) -> CaseTable:
        cells: dict[tuple[int, int], list[int]] = {}
        content: dict[tuple[int, int], tuple[CaseText | CasePicture, ...]] = {}
        above: dict[int, tuple[int, int]] = {}
        width = height = 0
        own_rows = [one for one in table.iter(W + "tr") if not _nested(one, table)]
        for row, element in enumerate(own_rows):
            height = max(height, row + 1)
            column = 0
            for cell in element.iter(W + "tc"):
                if _nested(cell, table):
                    continue
                properties = cell.find(W + "tcPr")
                span = value_of(properties, "gridSpan")
                columns = int(span) if span.isascii() and span.isdigit() and len(span) < 3 else 1
                columns = max(columns, 1)
                merged = properties.find(W + "vMerge") if properties is not None else None
                goes_on = merged is not None and merged.get(W + "val") != "restart"
                if goes_on and column in above and cells[above[column]][1] == columns:
                    cells[above[column]][0] = row - above[column][0] + 1
                else:
                    cells[(row, column)] = [1, columns]
                    content[(row, column)] = self._cell(cell)
                    above[column] = (row, column)
                column += columns
            width = max(width, column)
        return CaseTable(
            height,
            max(width, 1),
            tuple(
                CaseCell(row, column, content[row, column], rows, columns)
                for (row, column), (rows, columns) in cells.items()
            ),
        )

    def _cell(self, cell: _Element) -> tuple[CaseText | CasePicture, ...]:
        """The paragraphs of a cell; a table inside it is read row by row as text."""
        found: list[CaseText | CasePicture] = []
        for paragraph in cell.iter(W + "p"):
            if not any(ancestor.tag == W + "txbxContent" for ancestor in paragraph.iterancestors()):
                found.extend(self._paragraph(paragraph))
        return tuple(found)

    # -- inline ----------------------------------------------------------------------------

    def note(self, note_id: str) -> str:
        """The mark of a footnote, whose text is kept; "" where it has none."""
        text = self._note_texts.get(note_id, "")
        if not text:
            return ""
        self._notes.append(text)
        return f"[{len(self._notes)}]"

    def box(self, content: _Element) -> list[CaseText | CasePicture]:
        """The paragraphs of a text box."""
        return [block for p in content.iter(W + "p") for block in self._paragraph(p)]

    def picture(self, relation: str, width: int, height: int) -> CasePicture | None:
        """A picture by its relation; None, and a problem, where it cannot be taken over."""
        target = self._targets.get(relation)
        if target is None or target not in self._parts.names:
            self._problems.append(Problem("volume.picture_missing"))
            return None
        try:
            content = self._parts.picture(target, _PICTURE_CAP_BYTES)
        except RefusedPart:
            self._problems.append(Problem("volume.picture_missing"))
            return None
        self._picture_bytes += len(content)
        if len(content) > _PICTURE_CAP_BYTES or self._picture_bytes > _PICTURES_CAP_BYTES:
            self._problems.append(Problem("volume.picture_large", {"name": target}))
            return None
        if not content.startswith(_EMBEDDABLE):
            suffix = target.rpartition(".")[2].lower()
            self._problems.append(Problem("volume.picture_format", {"format": suffix}))
            return None
        return CasePicture(content, width, height)


def _nested(element: _Element, table: _Element) -> bool:
    """Whether it stands in a table inside of `table`."""
    return next(element.iterancestors(W + "tbl"), None) is not table
