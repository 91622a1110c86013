"""The table of made files: documents, videos, archives."""

from __future__ import annotations

from tests.mailsync.examine.archive_rows import ARCHIVE_ROWS
from tests.mailsync.examine.document_rows import DOCUMENT_ROWS
from tests.mailsync.examine.row import FILES, Row
from tests.mailsync.examine.video_rows import VIDEO_ROWS

__all__ = ["FILES", "ROWS", "Row"]

ROWS = DOCUMENT_ROWS + VIDEO_ROWS + ARCHIVE_ROWS
