"""The first page of a file as a picture, drawn in the shut-in child."""

from __future__ import annotations

import base64
from pathlib import Path

from mailsync.examine.process.child import Child

_TIMEOUT_S = 20.0
# Drawing an office document takes an office program, which is not shut in; the small picture that
# one may carry is often that of the template it was made from.
DRAWN = frozenset(("pdf", "png", "jpeg", "gif", "tiff", "webp", "bmp"))


def first_page(path: Path, content: str, *, child: Child) -> bytes | None:
    """The first page as a PNG; None where this kind of file cannot be drawn here."""
    if content not in DRAWN:
        return None
    answer = child.ask(
        {"do": "page", "path": str(path.absolute()), "content": content}, timeout_s=_TIMEOUT_S
    )
    png = "" if isinstance(answer, str) else answer.get("png")
    return base64.b64decode(str(png)) if png else None
