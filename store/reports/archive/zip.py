"""An archive as one zip, written whole, with memory that does not grow with it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

from store.db.database import Store
from store.files.archive_manifest import MANIFEST, ManifestFile
from store.files.blobs import Blobs, Damaged
from store.files.passing import passing_folder
from store.files.whole_file import whole_file
from store.reports.archive.pages import manifest_bytes, own_names
from store.reports.archive.plan import archive_plan
from store.reports.archive.state import state_files
from store.reports.archive.work import (
    CHUNK_BYTES,
    ArchiveOutcome,
    Counter,
    Steps,
    page_bytes,
    page_names,
)
from store.reports.content.source import ReportSource

# What a zip gains nothing from pressing again is stored as it is.
_PRESSED = (
    ".txt",
    ".csv",
    ".html",
    ".json",
    ".jsonl",
    ".doc",
    ".xls",
    ".ppt",
    ".bmp",
    ".wav",
    ".db",
    ".toml",
)


def write_zip(source: ReportSource, store: Store, target: Path, blobs: Blobs) -> Steps:
    """Write it; see `store.reports.archive.write.write_archive`."""
    entries = archive_plan(source, reserved=own_names(source))
    outcome, counter = ArchiveOutcome(), Counter(entries)
    paths: dict[str, str] = {}
    files: list[ManifestFile] = []
    now = source.dates.local(source.view.board.as_of)
    with whole_file(target) as out, zipfile.ZipFile(out, "w") as archive:
        yield counter.step()
        for entry in entries:
            before = counter.size_bytes
            came = entry.line.received_at
            stamp = source.dates.local(came) if came else now
            try:
                with archive.open(_info(entry.path, stamp, entry.size_bytes), "w") as member:
                    for chunk in blobs.checked(entry.digest):
                        member.write(chunk)
                        counter.size_bytes += len(chunk)
                        yield counter.step()
            except Damaged:
                outcome.damaged.append(entry.path)
            else:
                outcome.written += 1
                paths[entry.path] = entry.path
                files.append(ManifestFile(entry.path, entry.digest, entry.size_bytes))
            yield counter.finished(entry, before)
        for name in page_names(source):
            with archive.open(_info(name, now), "w") as member:
                size, hasher = _pour(member, page_bytes(name, source, store, entries, paths))
            files.append(ManifestFile(name, hasher, size))
        with passing_folder() as made:
            for name in state_files(source, store, made):
                with (
                    (made / name).open("rb") as content,
                    archive.open(_info(name, now), "w") as member,
                ):
                    size, hasher = _pour(member, iter(partial(content.read, CHUNK_BYTES), b""))
                files.append(ManifestFile(name, hasher, size))
        archive.writestr(_info(MANIFEST, now), manifest_bytes(source, tuple(files)))
    return outcome


def _pour(member: IO[bytes], pieces: Iterable[bytes]) -> tuple[int, str]:
    hasher, size = hashlib.sha256(), 0
    for piece in pieces:
        hasher.update(piece)
        size += len(piece)
        member.write(piece)
    return size, hasher.hexdigest()


def _info(path: str, stamp: datetime, size_bytes: int = 0) -> zipfile.ZipInfo:
    # A zip knows no year before 1980.
    info = zipfile.ZipInfo(path, date_time=max(stamp.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    info.file_size = size_bytes
    info.external_attr = 0o600 << 16
    pressed = path.lower().endswith(_PRESSED)
    info.compress_type = zipfile.ZIP_DEFLATED if pressed else zipfile.ZIP_STORED
    return info
