"""An archive as a folder that grows: what is there stays, nothing is overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

import msgspec

from store.db.database import Store
from store.errors import StoreError
from store.files.archive_manifest import FORMAT, MANIFEST, Manifest, ManifestFile
from store.files.blobs import Blobs, Damaged
from store.files.digest import digest_of_file
from store.files.durable import writing
from store.files.passing import passing_folder
from store.files.private import private_folder
from store.files.whole_file import whole_file
from store.reports.archive.batch import Batch, sweep
from store.reports.archive.pages import aside_name, manifest_bytes, own_names
from store.reports.archive.plan import ArchiveEntry, archive_plan
from store.reports.archive.state import state_files
from store.reports.archive.work import (
    CHUNK_BYTES,
    ArchiveOutcome,
    Counter,
    Steps,
    page_bytes,
    page_names,
)
from store.reports.content.safe_names import distinct, same_place
from store.reports.content.source import ReportSource

# Stands in a folder while it is written, so that one that was stopped is known as ours.
_BEGUN = ".sixones-archive"


def write_folder(source: ReportSource, store: Store, folder: Path, blobs: Blobs) -> Steps:
    """Write or write further; see `store.reports.archive.write.write_archive`."""
    entries = archive_plan(source, reserved=own_names(source))
    known = _known(folder)
    outcome, counter = ArchiveOutcome(), Counter(entries)
    if _unfinished(folder):
        sweep(folder)
    with writing(folder):
        private_folder(folder)
        (folder / _BEGUN).touch()
    wanted = {entry.path: entry.digest for entry in entries}
    aside = folder / aside_name(source)
    homes = _homes(entries)
    for path, earlier in known.items():
        stays = path not in wanted and _stands_in(folder, path, earlier, homes)
        if wanted.get(path) != earlier.sha256 and not stays:
            _set_aside(folder, path, earlier, aside, outcome)
    paths: dict[str, str] = {}
    taken = {same_place(path) for path in wanted}
    yield counter.step()
    with Batch() as batch:
        for entry in entries:
            before = counter.size_bytes
            path = _free_path(folder, entry, known, taken)
            try:
                if _is_there(folder / path, entry, known.get(path)):
                    outcome.kept += 1
                else:
                    for size_bytes in batch.copy(blobs.checked(entry.digest), folder / path):
                        counter.size_bytes += size_bytes
                        yield counter.step()
                    outcome.written += 1
                paths[entry.path] = path
            except Damaged:
                outcome.damaged.append(entry.path)
            yield counter.finished(entry, before)
    files = [
        _manifest_file(folder, paths[entry.path], entry) for entry in entries if entry.path in paths
    ]
    _write_pages(source, store, folder, entries, paths)
    files += [_own_file(folder, name) for name in page_names(source)]
    files += [_own_file(folder, name) for name in _write_state(source, store, folder)]
    with whole_file(folder / MANIFEST) as out:
        out.write(manifest_bytes(source, tuple(files)))
    with writing(folder):
        (folder / _BEGUN).unlink(missing_ok=True)
    return outcome


def _known(folder: Path) -> dict[str, ManifestFile]:
    """What an earlier archive wrote here, by path.

    Raises:
        StoreError: `archive.foreign`.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError as err:
        if folder.is_dir() and any(folder.iterdir()) and not _unfinished(folder):
            raise StoreError("archive.foreign", folder=str(folder)) from err
        return {}
    except NotADirectoryError as err:
        raise StoreError("archive.foreign", folder=str(folder)) from err
    except msgspec.DecodeError as err:
        raise StoreError("archive.foreign", folder=str(folder)) from err
    if manifest.format != FORMAT:
        raise StoreError("archive.foreign", folder=str(folder))
    return {file.path: file for file in manifest.files if _below(file.path)}


def _below(path: str) -> bool:
    """Whether a path is a branch's, and leads nowhere else."""
    parts = PurePosixPath(path).parts
    return len(parts) > 1 and ".." not in parts and not path.startswith("/")


def _unfinished(folder: Path) -> bool:
    """Whether an archive was begun here and stopped."""
    return (folder / _BEGUN).exists()


def _free_path(
    folder: Path, entry: ArchiveEntry, known: dict[str, ManifestFile], taken: set[str]
) -> str:
    """Where an entry goes: its own path, else beside a file that is not ours to replace."""
    target = folder / entry.path
    if not target.exists() or _is_there(target, entry, known.get(entry.path)):
        return entry.path
    path = distinct(entry.path, taken)
    while (folder / path).exists() and not _is_there(folder / path, entry, None):
        path = distinct(entry.path, taken)
    return path


_Homes = dict[tuple[str, str], list[ArchiveEntry]]


def _homes(entries: tuple[ArchiveEntry, ...]) -> _Homes:
    """The entries by folder and content."""
    found: _Homes = {}
    for entry in entries:
        found.setdefault((entry.path.rpartition("/")[0], entry.digest), []).append(entry)
    return found


def _stands_in(folder: Path, path: str, earlier: ManifestFile, homes: _Homes) -> bool:
    """Whether a file stands beside one that somebody changed, whose place it could not take."""
    return any(
        (folder / entry.path).exists() and not _is_there(folder / entry.path, entry, None)
        for entry in homes.get((path.rpartition("/")[0], earlier.sha256), ())
    )


def _is_there(target: Path, entry: ArchiveEntry, known: ManifestFile | None) -> bool:
    """Whether the content is there; it is read again unless it is as it was left."""
    try:
        found = target.stat()
    except OSError:
        return False
    if found.st_size != entry.size_bytes:
        return False
    if known and known.sha256 == entry.digest and known.mtime_ns == found.st_mtime_ns:
        return True
    return digest_of_file(target) == entry.digest


def _set_aside(
    folder: Path, path: str, known: ManifestFile, aside: Path, outcome: ArchiveOutcome
) -> None:
    """Move a file that we wrote and nobody changed; a changed one stays where it is."""
    target = folder / path
    if not target.is_file() or digest_of_file(target) != known.sha256:
        return
    place = aside / f"{known.sha256[:8]}-{path.rpartition('/')[2]}"
    with writing(aside):
        aside.mkdir(exist_ok=True)
        if not place.exists():
            target.rename(place)
            outcome.aside.append(path)


def _manifest_file(folder: Path, path: str, entry: ArchiveEntry) -> ManifestFile:
    mtime_ns = (folder / path).stat().st_mtime_ns
    return ManifestFile(path, entry.digest, entry.size_bytes, mtime_ns)


def _own_file(folder: Path, name: str) -> ManifestFile:
    found = (folder / name).stat()
    return ManifestFile(name, digest_of_file(folder / name) or "", found.st_size, found.st_mtime_ns)


def _write_pages(
    source: ReportSource,
    store: Store,
    folder: Path,
    entries: tuple[ArchiveEntry, ...],
    paths: dict[str, str],
) -> None:
    for name in page_names(source):
        with whole_file(folder / name) as out:
            for piece in page_bytes(name, source, store, entries, paths):
                out.write(piece)


def _write_state(source: ReportSource, store: Store, folder: Path) -> list[str]:
    """Write what the program needs to open the archive again."""
    names = []
    with passing_folder() as made:
        for name in state_files(source, store, made):
            with (made / name).open("rb") as content, whole_file(folder / name) as out:
                shutil.copyfileobj(content, out, CHUNK_BYTES)
            names.append(name)
    return names
