"""READ: whether a backup or an archive is what it was, by its own list of digests."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Literal

import msgspec

from store.backup import MANIFEST as BACKUP_MANIFEST
from store.backup import read_backup
from store.errors import StoreError
from store.reports.archive_pages import FORMAT, MANIFEST, Manifest, ManifestFile
from store.verify import Damage, Steps, VerifyStep, digest_of_file

_CHUNK_BYTES = 1 << 20
# A manifest of a million files is smaller.
_LONGEST_MANIFEST = 512 << 20
# What reading a member of a damaged or hostile zip may raise.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def verify_copy(place: Path) -> Steps:
    """Hold a backup, or an archive as folder or zip, against its own list of digests.

    Raises:
        StoreError: `verify.unknown`: it is none of them; `backup.none`.
    """
    if place.is_file():
        return _verify_zip(place)
    if (place / BACKUP_MANIFEST).exists():
        listed = [(file.path, file.sha256) for file in read_backup(place).files]
        return _verify_files(place, listed, database=True)
    try:
        content = (place / MANIFEST).read_bytes()
    except OSError as err:
        raise StoreError("verify.unknown", folder=str(place)) from err
    files = _manifest(content, place).files
    return _verify_files(place, [(file.path, file.sha256) for file in files])


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
        elif digest_of_file(place) != digest:
            kind: Literal["database", "altered"] = (
                "database" if loose and path.endswith(".db") else "altered"
            )
            found.append(Damage(kind, path))
        yield VerifyStep(done, len(listed))
    return tuple(found)


def _verify_zip(place: Path) -> Steps:
    """Read every member of a zip, none longer than its manifest says."""
    try:
        archive = zipfile.ZipFile(place)
    except _UNREADABLE as err:
        raise StoreError("verify.unknown", folder=str(place)) from err
    with archive:
        try:
            with archive.open(MANIFEST) as member:
                content = member.read(_LONGEST_MANIFEST)
        except (KeyError, *_UNREADABLE) as err:
            raise StoreError("verify.unknown", folder=str(place)) from err
        files = _manifest(content, place).files
        found: list[Damage] = []
        for done, file in enumerate(files, start=1):
            try:
                with archive.open(file.path) as member:
                    whole = _is_whole(member, file)
            except KeyError:
                found.append(Damage("lost", file.path))
            except _UNREADABLE:
                found.append(Damage("altered", file.path))
            else:
                if not whole:
                    found.append(Damage("altered", file.path))
            yield VerifyStep(done, len(files))
    return tuple(found)


def _is_whole(member: IO[bytes], file: ManifestFile) -> bool:
    held, size = hashlib.sha256(), 0
    while size <= file.size and (chunk := member.read(_CHUNK_BYTES)):
        held.update(chunk)
        size += len(chunk)
    return size == file.size and held.hexdigest() == file.sha256


def _manifest(content: bytes, place: Path) -> Manifest:
    """Read a manifest; one whose paths lead elsewhere is none of ours."""
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as err:
        raise StoreError("verify.unknown", folder=str(place)) from err
    safe = (
        not file.path.startswith("/") and ".." not in Path(file.path).parts
        for file in manifest.files
    )
    if manifest.format != FORMAT or not all(safe):
        raise StoreError("verify.unknown", folder=str(place))
    return manifest
