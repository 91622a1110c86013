""".docx: the text that Word would show, split into stories; parts are read through python-docx."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mailsync.examine.documents.docx_story import Story
from mailsync.examine.documents.docx_styles import StyleBook
from mailsync.examine.documents.packed_xml import PackedXml, RefusedPart
from mailsync.examine.documents.text import DocumentText, NotRead

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "word/document.xml"
_SIDE_STORIES = {
    "footnotes": "notes",
    "endnotes": "notes",
    "header": "headers",
    "footer": "headers",
}
_SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))


def read_docx(path: Path) -> DocumentText | NotRead:
    """Read a .docx; relations that point outside the file are never followed."""
    try:
        with PackedXml(path) as parts:
            return _read(parts)
    except RefusedPart as refused:
        return NotRead("document.unreadable", refused.reason)


def _read(parts: PackedXml) -> DocumentText:
    main = _main_part(parts)
    root = parts.xml(main)
    styles_name = posixpath.join(posixpath.dirname(main), "styles.xml")
    styles = StyleBook(lambda: parts.bytes_of(styles_name) if styles_name in parts.names else b"")
    story = Story(styles)
    for body in root:
        story.walk(body)
    sides: dict[str, list[str]] = {"notes": [], "headers": []}
    boxes = list(story.boxes)
    for kind, name in _side_parts(parts, main):
        side = Story(styles)
        for block in _shown_blocks(parts.xml(name), kind):
            side.walk(block)
        sides[kind].extend(line.text for line in side.lines)
        boxes.extend(side.boxes)
    return DocumentText(
        lines=tuple(story.lines),
        boxes=tuple(boxes),
        notes=tuple(sides["notes"]),
        headers=tuple(sides["headers"]),
        hidden=tuple(story.hidden),
        deleted=tuple(story.deleted),
        pictures=story.pictures,
    )


def _main_part(parts: PackedXml) -> str:
    if _MAIN in parts.names:
        return _MAIN
    # Some writers name the main part differently; the package's relations say how.
    relations = parts.xml("_rels/.rels")
    for relation in relations:
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    raise RefusedPart("no_text")


def _side_parts(parts: PackedXml, main: str) -> Iterator[tuple[str, str]]:
    folder = posixpath.dirname(main)
    relations = posixpath.join(folder, "_rels", posixpath.basename(main) + ".rels")
    if relations not in parts.names:
        return
    for relation in parts.xml(relations):
        kind = _SIDE_STORIES.get(str(relation.get("Type", "")).rpartition("/")[2])
        target = posixpath.normpath(posixpath.join(folder, str(relation.get("Target", ""))))
        if kind and relation.get("TargetMode") != "External" and target in parts.names:
            yield kind, target


def _shown_blocks(root: _Element, kind: str) -> Iterator[_Element]:
    from docx.oxml.ns import qn

    if kind == "headers":
        yield root
        return
    for note in root:
        if isinstance(note.tag, str) and note.get(qn("w:type"), "") not in _SEPARATORS:
            yield note
