"""归档: every credited file renamed by a rule, as a folder that grows or as one zip."""

from __future__ import annotations

from pathlib import Path

from store.db.database import Store
from store.reports.archive.folder import write_folder
from store.reports.archive.work import ArchiveOutcome, ArchiveStep, Steps
from store.reports.archive.zip import write_zip
from store.reports.content.source import ReportSource

__all__ = ["ArchiveOutcome", "ArchiveStep", "Steps", "write_archive"]


def write_archive(source: ReportSource, store: Store, target: Path) -> Steps:
    """Write an archive step by step: a zip where `target` ends in .zip, else a folder.

    A folder is written further: files that are there already stay, nothing is overwritten, what
    it no longer names is moved aside. A zip is written whole. Closing the generator stops: a
    folder keeps its finished files, a zip is as it was.

    Raises:
        StoreError: `disk.*`; every finished file is whole. `archive.foreign` where the folder
            holds other things.
    """
    blobs = source.workspace.blobs
    if target.suffix.lower() == ".zip":
        return write_zip(source, store, target, blobs)
    return write_folder(source, store, target, blobs)
