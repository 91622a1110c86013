"""One document, by its content, to measures; runs inside the child."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mailsync.examine.documents.docx_text import read_docx
from mailsync.examine.documents.markup_text import (
    read_office_xml,
    read_open_document,
    read_page,
    read_web_archive,
)
from mailsync.examine.documents.ofd import read_ofd
from mailsync.examine.documents.old_doc import read_old_doc
from mailsync.examine.documents.pdf import read_pdf
from mailsync.examine.documents.plain_text import read_plain_text
from mailsync.examine.documents.rtf import read_rtf
from mailsync.examine.documents.sheets import read_sheets
from mailsync.examine.documents.slides import read_slides
from mailsync.examine.documents.text import DocumentText, NotRead
from mailsync.examine.documents.text_measures import Measures, measure_text, not_read

Reader = Callable[[Path], DocumentText | NotRead]

READERS: Mapping[str, Reader] = {
    "docx": read_docx,
    "doc": read_old_doc,
    "pdf": read_pdf,
    "pptx": read_slides,
    "xlsx": read_sheets,
    "text": read_plain_text,
    "ofd": read_ofd,
    "rtf": read_rtf,
    "odf": read_open_document,
    "html": read_page,
    "mht": read_web_archive,
    "word_xml": read_office_xml,
    "flat_office": read_office_xml,
    "flat_odf": read_office_xml,
}
# Formats whose text is shown, but is no 文字材料 to be counted.
_NO_RUNNING_TEXT: Mapping[str, str] = {"pptx": "slides", "xlsx": "format"}

# Whose text is read, and what Word would count of it is not known.
_ABOUT: Mapping[str, str] = {
    "ofd": "format",
    "rtf": "format",
    "odf": "format",
    "html": "markup",
    "mht": "markup",
    "word_xml": "markup",
    "flat_office": "markup",
    "flat_odf": "markup",
}


def measure_document(path: Path, content: str) -> Measures:
    """Read and measure a document whose content `sniff` named."""
    document = READERS[content](path)
    if isinstance(document, NotRead):
        return not_read(document)
    measures = measure_text(document)
    if content in _NO_RUNNING_TEXT and not measures.get("empty"):
        measures["not_countable"] = _NO_RUNNING_TEXT[content]
    elif content in _ABOUT:
        return _about(measures, _ABOUT[content])
    return measures


def _about(measures: Measures, reason: str) -> Measures:
    """The measures of a text that no rule may rest on: it is shown and matched, its length told as
    about so much."""
    chars = measures.get("chars")
    kept = {name: value for name, value in measures.items() if not name.startswith("chars")}
    kept.pop("empty", None)
    if chars:
        kept["chars_about"] = chars
    elif measures.get("not_countable") == "scanned":
        reason = "scanned"
    return kept | {"not_countable": reason}
