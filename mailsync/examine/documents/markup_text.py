"""Documents written as markup (web pages, Word in XML, OpenDocument): their paragraphs.

Their text is shown and matched; what Word would count of them is not known.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mailsync.examine.documents.text import NOT_COUNTABLE, DocumentText, Line, NotRead
from mailsync.filetype.written import decode_text
from mailsync.text.charsets import decode
from mailsync.text.html_text import readable_text
from store.files.opc import Package, RefusedPart, parse_bounded

if TYPE_CHECKING:
    from lxml.etree import _Element

_CAP_BYTES = 24 << 20
_PAGES_CAP = 50
# Within a paragraph: text that nobody sees, or that is none of its own.
_UNSEEN = frozenset(
    ("del", "delText", "instrText", "binData", "annotation", "note", "tracked-changes")
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " "}


def read_page(path: Path) -> DocumentText | NotRead:
    """Read a web page."""
    text = decode_text(_content(path))
    if text is None:
        return NotRead(NOT_COUNTABLE, "markup")
    return _lines(readable_text(text).splitlines())


def read_web_archive(path: Path) -> DocumentText | NotRead:
    """Read a page that was saved with its pictures (.mht)."""
    # Empty lines before the head would end it.
    content = _content(path).lstrip(b"\xef\xbb\xbf\r\n")
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    lines: list[str] = []
    for part in list(message.walk())[:_PAGES_CAP]:
        if part.get_content_type() != "text/html":
            continue
        page = part.get_payload(decode=True)
        if isinstance(page, bytes):
            lines += readable_text(decode(page, part.get_content_charset() or "")).splitlines()
    return _lines(lines)


def read_office_xml(path: Path) -> DocumentText | NotRead:
    """Read a document of Word or OpenDocument that is one XML file."""
    try:
        return _lines(_paragraphs(parse_bounded(_content(path))))
    except RefusedPart:
        return NotRead(NOT_COUNTABLE, "markup")


def read_open_document(path: Path) -> DocumentText | NotRead:
    """Read an OpenDocument text (.odt)."""
    try:
        with Package(path) as package:
            return _lines(_paragraphs(package.xml("content.xml")))
    except RefusedPart:
        return NotRead(NOT_COUNTABLE, "format")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_CAP_BYTES)


def _lines(texts: Iterator[str] | list[str]) -> DocumentText:
    return DocumentText(lines=tuple(Line(text) for text in texts))


def _paragraphs(root: _Element) -> Iterator[str]:
    for paragraph in root.iter("{*}p", "{*}h"):
        if any(_name(above) in _UNSEEN for above in paragraph.iterancestors()):
            continue
        yield from "".join(_texts(paragraph)).split("\n")


def _texts(element: _Element) -> Iterator[str]:
    """The texts within a paragraph; those of a paragraph within it are its own."""
    word = _name(element) in ("p", "r", "t") and element.tag.startswith("{http://schemas")
    if not word or _name(element) == "t":
        yield element.text or ""
    for child in element:
        name = _name(child)
        if name in _BREAKS:
            yield _BREAKS[name]
        elif name and name not in _UNSEEN and name not in ("p", "h"):
            yield from _texts(child)
        if not word:
            yield child.tail or ""


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
