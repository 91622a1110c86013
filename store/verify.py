"""READ: whether what is stored is what it was: workspace, frozen list, backup, archive."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from store.backup import MANIFEST as BACKUP_MANIFEST
from store.backup import read_backup
from store.blobs import Blobs
from store.config import Workspace
from store.db import Store, open_store
from store.errors import StoreError
from store.frozen import read_frozen, verify_frozen
from store.reports.archive_pages import MANIFEST as ARCHIVE_MANIFEST
from store.reports.archive_pages import Manifest


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not what it was: which, how, and what it belongs to.

    `where` names a file; `belongs_to` says whose it is: the names that its mails give it.
    """

    kind: Literal["lost", "altered", "database", "frozen", "frozen_copy"]
    where: str
    belongs_to: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VerifyStep:
    """How many contents were read, of how many."""

    done: int
    of: int


Steps = Generator[VerifyStep, None, tuple[Damage, ...]]


def verify_workspace(workspace: Workspace) -> Steps:
    """Read everything again: the database's pages, every content's digest, the frozen list.

    A damaged database is a finding, not an error; the contents are read all the same.
    """
    found: list[Damage] = []
    names: dict[str, list[str]] = {}
    try:
        with contextlib.closing(open_store(workspace.database)) as store:
            found += _database_damage(store)
            found += _frozen_damage(store, workspace)
            names = _names(store)
    except StoreError as err:
        if not err.code.startswith("db."):
            raise
        found.append(_of_error(err, workspace.database))
    blobs = Blobs(workspace.files)
    stored = {path.name for path in workspace.files.glob("[0-9a-f][0-9a-f]/*")}
    found += [
        Damage("lost", digest, tuple(names[digest])) for digest in sorted(names.keys() - stored)
    ]
    for done, digest in enumerate(sorted(stored), start=1):
        if _digest(blobs.path(digest)) != digest:
            found.append(Damage("altered", digest, tuple(names.get(digest, ()))))
        yield VerifyStep(done, len(stored))
    return tuple(found)


def verify_folder(folder: Path) -> Steps:
    """Hold a backup or an archive against its own list of digests.

    Raises:
        StoreError: `verify.unknown`: the folder is neither; `backup.none`.
    """
    if (folder / BACKUP_MANIFEST).exists():
        files = [(file.path, file.sha256) for file in read_backup(folder).files]
        return _verify_files(folder, files, database=True)
    try:
        manifest = msgspec.json.decode((folder / ARCHIVE_MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as err:
        raise StoreError("verify.unknown", folder=str(folder)) from err
    return _verify_files(folder, [(file.path, file.sha256) for file in manifest.files])


def _verify_files(
    folder: Path, files: Iterable[tuple[str, str]], *, database: bool = False
) -> Steps:
    listed = list(files)
    found: list[Damage] = []
    for done, (path, digest) in enumerate(listed, start=1):
        place = folder / path
        loose = database and not path.startswith("files/")
        if not place.is_file():
            found.append(Damage("lost", path))
        elif _digest(place) != digest:
            kind: Literal["database", "altered"] = (
                "database" if loose and path.endswith(".db") else "altered"
            )
            found.append(Damage(kind, path))
        yield VerifyStep(done, len(listed))
    return tuple(found)


def _database_damage(store: Store) -> list[Damage]:
    """What SQLite itself finds: broken pages, indexes that disagree, rows that lead nowhere."""
    try:
        said = [str(row[0]) for row in store.rows("PRAGMA integrity_check(20)")]
        orphans = store.rows("PRAGMA foreign_key_check")
    except StoreError as err:
        return [_of_error(err, store.path)]
    found = [Damage("database", str(store.path), reason=line) for line in said if line != "ok"]
    found += [
        Damage("database", str(store.path), reason=f"{row[0]} -> {row[2]}") for row in orphans[:20]
    ]
    return found


def _frozen_damage(store: Store, workspace: Workspace) -> list[Damage]:
    try:
        read_frozen(store, workspace)
    except StoreError as err:
        if not err.code.startswith("frozen."):
            raise
        return [Damage("frozen", str(err.fields.get("file", "")), reason=err.code)]
    check = verify_frozen(store, workspace)
    if check.state in ("altered", "missing"):
        return [Damage("frozen_copy", str(check.file), reason=check.state)]
    return []


def _names(store: Store) -> dict[str, list[str]]:
    """What each content is called, by its digest: files of mails, and the mails themselves."""
    names: dict[str, list[str]] = {}
    for row in store.rows(
        """SELECT files.digest, mails.sender_email || ': ' || files.path AS name
           FROM files JOIN mails ON mails.id = files.mail_id
           UNION ALL SELECT raw_digest, sender_email || ': ' || subject FROM mails"""
    ):
        if row["digest"]:
            names.setdefault(row["digest"], []).append(row["name"])
    return names


def _of_error(err: StoreError, path: Path) -> Damage:
    return Damage("database", str(path), reason=str(err.fields.get("reason", err.code)))


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None
