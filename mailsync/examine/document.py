"""One document, by its content, to measures; runs inside the child."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mailsync.examine.docx_text import read_docx
from mailsync.examine.text import DocumentText, NotRead
from mailsync.examine.text_measures import Measures, measure_text, not_read

Reader = Callable[[Path], DocumentText | NotRead]

READERS: Mapping[str, Reader] = {
    "docx": read_docx,
}


def measure_document(path: Path, content: str) -> Measures:
    """Read and measure a document whose content `sniff` named."""
    document = READERS[content](path)
    return not_read(document) if isinstance(document, NotRead) else measure_text(document)
