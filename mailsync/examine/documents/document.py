"""One document, by its content, to measures; runs inside the child."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mailsync.examine.documents.docx_text import read_docx
from mailsync.examine.documents.old_doc import read_old_doc
from mailsync.examine.documents.pdf import read_pdf
from mailsync.examine.documents.plain_text import read_plain_text
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
}
# Formats whose text is shown, but is no 文字材料 to be counted.
_NO_RUNNING_TEXT: Mapping[str, str] = {"pptx": "slides", "xlsx": "format"}


def measure_document(path: Path, content: str) -> Measures:
    """Read and measure a document whose content `sniff` named."""
    document = READERS[content](path)
    if isinstance(document, NotRead):
        return not_read(document)
    measures = measure_text(document)
    if content in _NO_RUNNING_TEXT and not measures.get("empty"):
        measures["not_countable"] = _NO_RUNNING_TEXT[content]
    return measures
