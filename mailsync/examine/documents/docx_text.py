""".docx: the text that Word would show, split into stories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mailsync.examine.documents.docx_numbers import number_book
from mailsync.examine.documents.docx_story import Story
from mailsync.examine.documents.docx_styles import StyleBook
from mailsync.examine.documents.docx_tags import W
from mailsync.examine.documents.text import DocumentText, NotRead
from store.files.opc import Package, RefusedPart, Relation

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "word/document.xml"
# Other documents within, whose text Word shows among its own.
_CHUNKS = frozenset(("aFChunk", "subDocument"))
# Parts that may hold text which is not looked for.
_OTHER_PARTS = frozenset(("diagramData", "chart", "oleObject", "package", "control", "ink"))
_PROPERTIES = "extended-properties"
_COUNTS = re.compile(r"Microsoft.*Word|WPS", re.IGNORECASE)
# By the language of the document: English, that of Britain, German.
_LETTERS_A_WORD = (5.7, 5.5, 6.4)
_FORMULA = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_SIDE_STORIES = {
    "footnotes": "notes",
    "endnotes": "notes",
    "header": "headers",
    "footer": "headers",
}
_SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))


def read_docx(path: Path, *, labels: bool = False) -> DocumentText | NotRead:
    """Read a .docx; relations that point outside the file are never followed.

    Args:
        labels: with the numbers of lists before their paragraphs, which are nobody's 文字材料.
    """
    try:
        with Package(path) as parts:
            return _read(parts, labels=labels)
    except RefusedPart as refused:
        return NotRead("document.unreadable", refused.reason)


def _read(parts: Package, *, labels: bool) -> DocumentText:
    main = parts.main_part(_MAIN)
    root = parts.xml(main)
    relations = parts.relations(main)
    styles_name = next((one.target for one in relations if one.kind == "styles"), "")
    styles = StyleBook(lambda: parts.xml_bytes(styles_name) if styles_name else b"")

    def part(kind: str) -> _Element | None:
        name = next((one.target for one in relations if one.kind == kind), "")
        return parts.xml(name) if name else None

    story = Story(styles, number_book(part) if labels else None)
    for body in root:
        story.walk(body)
    sides: dict[str, list[str]] = {"notes": [], "headers": []}
    boxes = list(story.boxes)
    for kind, name in _side_parts(relations):
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
        unread=_unread(root, story, relations),
        stated_words=_stated_words(parts),
    )


def _stated_words(parts: Package) -> int:
    """The count in docProps/app.xml, where the program that wrote it counts as Word does."""
    part = next((one.target for one in parts.relations() if one.kind == _PROPERTIES), "")
    try:
        root = parts.xml(part) if part else None
    except RefusedPart:
        return 0
    if root is None:
        return 0
    program, words, letters = (
        str(root.findtext(f"{{*}}{name}") or "") for name in ("Application", "Words", "Characters")
    )
    if not words.isdecimal() or not _COUNTS.search(program) or _estimated(words, letters):
        return 0
    return int(words)


def _estimated(words: str, letters: str) -> bool:
    """Whether a count was reckoned from the length of the file, codes of fields included, as Word
    does when it saves in haste: one word for so many characters, by the language that the document
    is set to, whatever its text is written in."""
    if not letters.isdecimal():
        return False
    stated, length = int(words), int(letters)
    return any(abs(length - one * stated) <= 0.02 * length + one for one in _LETTERS_A_WORD)


def _side_parts(relations: Iterable[Relation]) -> Iterator[tuple[str, str]]:
    for relation in relations:
        kind = _SIDE_STORIES.get(relation.kind)
        if kind and relation.target:
            yield kind, relation.target


def _unread(root: _Element, story: Story, relations: Iterable[Relation]) -> str:
    """What of the document was not read: "chunk" for another document in it, "other", or ""."""
    kinds = {relation.kind for relation in relations if relation.target}
    if kinds & _CHUNKS:
        return "chunk"
    if story.hidden or story.deleted or any(line.text.strip() for line in story.lines):
        return ""
    texts = (
        (node.text or "") + str(node.get("string", ""))
        for node in root.iter("{*}t", "{*}textpath")
        if not str(node.tag).startswith(f"{{{_FORMULA}}}")
    )
    # Pictures that were not met, and the fields of a form, which show a value of their own.
    shown = story.pictures == 0 and any(True for _ in root.iter("{*}blip", "{*}imagedata"))
    fields = any(True for _ in root.iter(W + "ffData"))
    found = kinds & _OTHER_PARTS or shown or fields or any(text.strip() for text in texts)
    return "other" if found else ""


def _shown_blocks(root: _Element, kind: str) -> Iterator[_Element]:
    if kind == "headers":
        yield root
        return
    for note in root:
        if isinstance(note.tag, str) and note.get(W + "type", "") not in _SEPARATORS:
            yield note
