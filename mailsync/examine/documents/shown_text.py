"""A document as one text, as a reader sees it: list numbers, tables row by row, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from mailsync.examine.documents.document import READERS
from mailsync.examine.documents.docx_text import read_docx
from mailsync.examine.documents.text import DocumentText, Line, NotRead
from mailsync.filetype.magic import content_of


def shown_text(path: Path) -> str | None:
    """The text of a document; None where it has none that can be read, such as a scan.

    Raises:
        OSError: the file cannot be opened.
    """
    content = content_of(path)
    if content == "docx":
        document: DocumentText | NotRead | None = read_docx(path, labels=True)
    else:
        reader = READERS.get(content)
        document = reader(path) if reader is not None else None
    if document is None or isinstance(document, NotRead):
        return None
    text = "\n".join((*_paragraphs(document.lines), "", *document.boxes, *document.unsure))
    return text if text.strip() else None


def _paragraphs(lines: tuple[Line, ...]) -> Iterator[str]:
    """Lines; the cells of a table row are one, so that each stands beside its head."""
    for row, group in groupby(lines, key=lambda line: line.row):
        if not row:
            yield from (line.text for line in group)
            continue
        cells = [
            "".join(line.text for line in same).strip()
            for _, same in groupby(group, key=lambda line: line.cell)
        ]
        told = [cell for cell in cells if cell]
        # A sentence of its own: no row runs into the next one.
        yield "\n" + ("：" if len(told) == 2 else "，").join(told) + "。"
