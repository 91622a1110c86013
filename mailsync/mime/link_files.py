"""Links in small files that are a note of one: shortcuts, and texts such as 网盘链接.txt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from mailsync.mime.bodies import decode_body
from store.files.blobs import Blobs
from store.model import Attachment

# A file that is longer than this is a document.
_LONGEST_BYTES = 64 << 10
_MOST_FILES = 20
_SHORTCUTS = frozenset((".url", ".website", ".webloc", ".desktop"))
_PAGES = frozenset((".htm", ".html", ".webloc"))


def notes_of(attachments: Iterable[Attachment], blobs: Blobs) -> tuple[list[str], list[str]]:
    """The texts of a mail's small notes to look for links in: those of pages, and plain ones.

    Raises:
        OSError: a stored file cannot be read.
    """
    pages: list[str] = []
    plain: list[str] = []
    for attachment in attachments:
        if len(pages) + len(plain) >= _MOST_FILES:
            break
        suffix = PurePosixPath(attachment.path.lower()).suffix
        if attachment.size_bytes > _LONGEST_BYTES or not (
            attachment.media_type in ("text/plain", "text/html") or suffix in _SHORTCUTS
        ):
            continue
        is_page = attachment.media_type == "text/html" or suffix in _PAGES
        content = blobs.path(attachment.digest).read_bytes()
        text, _ = decode_body(content, "", html=is_page)
        (pages if is_page else plain).append(text)
    return pages, plain
