"""The first page of a file as a picture, drawn in the shut-in child."""

from __future__ import annotations

import base64
from pathlib import Path

from mailsync.examine.process.child import Child

_TIMEOUT_S = 20.0
DRAWN = frozenset(("pdf", "png", "jpeg", "gif", "tiff", "webp", "bmp"))
# Documents that may carry a picture of their first page.
_CARRYING = frozenset(("docx", "xlsx", "pptx", "odf"))


def first_page(path: Path, content: str, *, child: Child) -> bytes | None:
    """The first page as a PNG; None where this kind of file cannot be drawn here."""
    return _asked("page", path, content, child) if content in DRAWN else None


def thumbnail(path: Path, content: str, *, child: Child) -> bytes | None:
    """The picture of its first page that an office document carries; None where there is none."""
    return _asked("thumbnail", path, content, child) if content in _CARRYING else None


def _asked(what: str, path: Path, content: str, child: Child) -> bytes | None:
    answer = child.ask(
        {"do": what, "path": str(path.absolute()), "content": content}, timeout_s=_TIMEOUT_S
    )
    png = "" if isinstance(answer, str) else answer.get("png")
    return base64.b64decode(str(png)) if png else None
