""".txt in the encodings that Chinese programs write."""

from __future__ import annotations

import codecs
from pathlib import Path

from mailsync.examine.documents.text import DocumentText, Line, NotRead

_CAP_BYTES = 8 << 20


def read_plain_text(path: Path) -> DocumentText | NotRead:
    """Read a text file: by its mark, else strictly UTF-8, else GB18030."""
    if path.stat().st_size > _CAP_BYTES:
        return NotRead("document.unreadable", "too_large")
    text = decode(path.read_bytes())
    if text is None:
        return NotRead("document.unreadable", "damaged")
    return DocumentText(lines=tuple(Line(line) for line in text.splitlines()))


def decode(content: bytes) -> str | None:
    """Decode without guessing by statistics; None where no encoding fits."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
