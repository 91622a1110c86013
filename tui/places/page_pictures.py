"""What a file in use looks like, where it can be drawn: first page of a document, a kept still."""

from __future__ import annotations

from mailsync.examine import first_page
from mailsync.examine.process import child as child_process
from store.files.blobs import Blobs
from store.views.board.types import FileEntry


def picture_of(entry: FileEntry, blobs: Blobs, child: child_process.Child) -> bytes | None:
    """The PNG of a file; None for one that has no picture here."""
    stills = entry.measures.get("stills")
    if isinstance(stills, list) and stills:
        still = blobs.path(str(stills[0]["digest"]))
        return still.read_bytes() if still.is_file() else None
    if not blobs.has(entry.credit.digest):
        return None
    content = str(entry.measures.get("content", ""))
    return first_page.first_page(blobs.path(entry.credit.digest), content, child=child)
