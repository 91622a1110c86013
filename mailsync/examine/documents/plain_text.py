""".txt in the encodings that Chinese programs write."""

from __future__ import annotations

from pathlib import Path

from mailsync.examine.documents.text import DocumentText, Line, NotRead
from mailsync.filetype.written import decode_text

_CAP_BYTES = 8 << 20


def read_plain_text(path: Path) -> DocumentText | NotRead:
    """Read a text file: a broken byte costs its character only."""
    if path.stat().st_size > _CAP_BYTES:
        return NotRead("document.unreadable", "too_large")
    text = decode_text(path.read_bytes())
    if text is None:
        return NotRead("document.unreadable", "damaged")
    return DocumentText(lines=tuple(Line(line) for line in text.splitlines()))
