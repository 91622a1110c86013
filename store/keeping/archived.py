"""READ: an archive as a workspace that is read only, in a folder of its own that goes with it.

The database and the settings are copied out of it and checked; contents stay where they are and
are looked up when somebody opens one. What the copy's database says it is (`ARCHIVED_ID`) makes
every Store on it refuse to write, so an archive stays as it is whatever key is pressed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import rtoml

from store.db.database import open_store, seal
from store.errors import StoreError
from store.files.archive_contents import MARKER, Contents
from store.files.archive_manifest import ManifestFile
from store.files.archive_source import ArchiveSource, NotWhole
from store.files.belongings import COPY, SETTINGS, name_in_workspace
from store.files.durable import writing
from store.files.passing import passing_folder
from store.notice.notice import shipped_notices
from store.workspace.workspace import DATABASE_FILE, SETTINGS_FILE

# What an archive may say: nothing that names a program, a host, a path or a template.
_SETTINGS = (
    "notice",
    "deadline",
    "window_start",
    "cohort",
    "scope",
    "grace_minutes",
    "resolution",
    "eval_form_per",
    "letters.sender_name",
    "letters.phone",
)


@dataclass(frozen=True, slots=True)
class OpenedArchive:
    """A folder to open as a workspace, and the moment that the archive is of."""

    folder: Path
    as_of: datetime


@contextlib.contextmanager
def opened_archive(place: Path) -> Iterator[OpenedArchive]:
    """Open an archive, as folder or zip, for as long as the block lasts.

    Raises:
        StoreError: `archive.unreadable` (it is none, or was cut off), `archive.partial` (it was
            written without the database: by an earlier version, or of a part only),
            `archive.damaged` (database or settings are not what they were), `disk.*`, `db.*`.
    """
    with (
        contextlib.closing(ArchiveSource(place.absolute())) as source,
        passing_folder() as folder,
    ):
        files = {file.path: file for file in source.manifest.files}
        if COPY not in files or SETTINGS not in files:
            raise StoreError("archive.partial", place=str(place))
        for path, file in files.items():
            if own := name_in_workspace(path):
                _copy(source, file, folder / own)
        _keep_allowed(folder / SETTINGS_FILE, source.place)
        _read_only(folder / DATABASE_FILE)
        contents = Contents(str(source.place), {file.sha256: file for file in files.values()})
        with writing(folder):
            (folder / "files" / ".spool").mkdir(parents=True)
            (folder / "files" / MARKER).write_bytes(msgspec.json.encode(contents))
        yield OpenedArchive(folder, _moment(source))


def _copy(source: ArchiveSource, file: ManifestFile, target: Path) -> None:
    with writing(target.parent), target.open("wb") as out:
        try:
            for piece in source.checked(file):
                out.write(piece)
        except NotWhole as err:
            raise StoreError("archive.damaged", place=str(source.place), file=file.path) from err


def _keep_allowed(toml: Path, place: Path) -> None:
    """Leave of an archive's settings what an archive may say, and let them name no mailbox."""
    import tomlkit

    try:
        said = rtoml.loads(toml.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, rtoml.TomlParsingError) as err:
        raise StoreError("archive.damaged", place=str(place), file=SETTINGS) from err
    kept: dict[str, Any] = {"mail": {"kind": "folder", "path": "mails"}}
    for key in _SETTINGS:
        section, _, name = key.rpartition(".")
        holder = said.get(section) if section else said
        if isinstance(holder, dict) and name in holder:
            target: dict[str, Any] = kept.setdefault(section, {}) if section else kept
            target[name] = holder[name]
    if kept.get("notice") not in shipped_notices():
        kept["notice"] = "notice.toml"
    toml.write_text(tomlkit.dumps(kept), encoding="utf-8")


def _read_only(database: Path) -> None:
    """Bring a copy up to date, then say in it that nothing is written to it any more."""
    open_store(database).close()
    seal(database)


def _moment(source: ArchiveSource) -> datetime:
    try:
        moment = datetime.fromisoformat(source.manifest.as_of)
    except ValueError as err:
        raise StoreError("archive.unreadable", place=str(source.place)) from err
    if moment.tzinfo is None:
        raise StoreError("archive.unreadable", place=str(source.place))
    return moment
