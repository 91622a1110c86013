"""Fixtures that several files of tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mailsync.archives.opened import open_archive
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.mailbox.imap.clients import serve

__all__ = ["desk", "open_archive", "serve"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LetterDesk]:
    """Three branches of two sub-committees, two days before the deadline, nothing in."""
    made = LetterDesk(tmp_path)
    yield made
    made.store.close()
