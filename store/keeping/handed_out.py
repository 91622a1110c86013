"""READ: the head of the journal's chain in something that was handed out."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from store.db.chain import ChainHead, read_head
from store.errors import StoreError, UsageError
from store.files.archive_source import ArchiveSource
from store.keeping.backup import MANIFEST as BACKUP_MANIFEST
from store.keeping.backup import read_backup

_HEAD = re.compile(rb"\d{1,18}-[0-9a-f]{64}")
# Longer than any report; a statement says it near its beginning.
_MOST_BYTES = 256 << 20
# Where Office files keep their metadata, and their text.
_PARTS = ("docProps/core.xml", "word/document.xml", "xl/sharedStrings.xml")


def handed_out(given: str) -> ChainHead:
    """The head that a text, a report, a frozen list, a backup or an archive carries.

    Raises:
        UsageError: `verify.no_history`: it carries none.
        StoreError: `backup.none`: a backup's list cannot be read.
    """
    found = read_head(given) or _of_place(Path(given).expanduser())
    if found is None:
        raise UsageError("verify.no_history", given=given)
    return found


def _of_place(place: Path) -> ChainHead | None:
    if place.is_dir() and (place / BACKUP_MANIFEST).is_file():
        return read_head(read_backup(place).history)
    try:
        source = ArchiveSource(place)
    except StoreError:
        return _of_file(place)
    source.close()
    return read_head(source.manifest.history)


def _of_file(file: Path) -> ChainHead | None:
    if not file.is_file():
        return None
    try:
        with zipfile.ZipFile(file) as office:
            names = [name for name in _PARTS if name in office.namelist()]
            contents = [office.open(name).read(_MOST_BYTES) for name in names]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        with file.open("rb") as opened:
            contents = [opened.read(_MOST_BYTES)]
    except OSError:
        return None
    for content in contents:
        if (said := _HEAD.search(content)) is not None:
            return read_head(said[0].decode())
    return None
