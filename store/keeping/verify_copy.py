"""READ: whether a backup or an archive is what it was, by its own list of digests."""

from __future__ import annotations

import contextlib
from pathlib import Path

from store.errors import StoreError
from store.files.archive_manifest import DATABASE
from store.files.archive_source import ArchiveSource, NotWhole
from store.files.digest import digest_of_file
from store.keeping.backup import MANIFEST as BACKUP_MANIFEST
from store.keeping.backup import read_backup
from store.keeping.verify import Damage, Steps, VerifyStep
from store.workspace.workspace import DATABASE_FILE


def verify_copy(place: Path) -> Steps:
    """Hold a backup, or an archive as folder or zip, against its own list of digests.

    Raises:
        StoreError: `verify.unknown`: it is none of them; `backup.none`.
    """
    if (place / BACKUP_MANIFEST).exists():
        return _verify_backup(place)
    try:
        source = ArchiveSource(place)
    except StoreError as err:
        raise StoreError("verify.unknown", folder=str(place)) from err
    return _verify_archive(source)


def holds_everything(place: Path) -> bool:
    """Whether a copy has every row of the database: a backup, or an archive that is not of a part.

    Raises:
        StoreError: it is none of them.
    """
    if (place / BACKUP_MANIFEST).exists():
        return any(file.path == DATABASE_FILE for file in read_backup(place).files)
    with contextlib.closing(ArchiveSource(place)) as source:
        return any(file.path == DATABASE for file in source.manifest.files)


def _verify_archive(source: ArchiveSource) -> Steps:
    """Read every file of an archive, none longer than its list says."""
    found: list[Damage] = []
    files = source.manifest.files
    with contextlib.closing(source):
        for done, file in enumerate(files, start=1):
            try:
                for _ in source.checked(file):
                    pass
            except NotWhole as err:
                found.append(Damage("lost" if err.lost else "altered", file.path))
            yield VerifyStep(done, len(files))
    return tuple(found)


def _verify_backup(folder: Path) -> Steps:
    listed = read_backup(folder).files
    found: list[Damage] = []
    for done, file in enumerate(listed, start=1):
        place = folder / file.path
        if not place.is_file():
            found.append(Damage("lost", file.path))
        elif digest_of_file(place) != file.sha256:
            found.append(Damage("database" if file.path == DATABASE_FILE else "altered", file.path))
        yield VerifyStep(done, len(listed))
    return tuple(found)
