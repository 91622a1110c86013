"""A second copy of a workspace that is in use, with digests, and its way back."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
import rtoml

from store.db.database import Store, head_in
from store.db.moments import to_text
from store.errors import StoreError
from store.files.belongings import belonging_files, belongs
from store.files.blobs import Blobs, Damaged
from store.files.durable import sync_folder, writing
from store.files.private import private_folder
from store.files.regular import NotPlain, is_plain_path, open_plain
from store.files.whole_file import whole_file
from store.workspace.settings_file import replace_file, with_value
from store.workspace.workspace import DATABASE_FILE, SETTINGS_FILE, Workspace

MANIFEST, FORMAT = "sixones-backup.json", "sixones-backup-1"
_CHUNK_BYTES = 1 << 20
_LONGEST_SETTINGS = 1 << 20
# A list of millions of files is shorter.
_LONGEST_LIST = 1 << 30
_CONTENT = re.compile(r"files/(?P<shard>[0-9a-f]{2})/(?P=shard)[0-9a-f]{62}")


class BackedUp(msgspec.Struct, frozen=True):
    """One file of a backup by its path in it."""

    path: str
    sha256: str
    size: int


class Backup(msgspec.Struct, frozen=True):
    """What a backup holds and when it was taken; `history` is the head of the journal's chain."""

    format: str
    taken_at: str
    revision: int
    files: tuple[BackedUp, ...]
    history: str = ""


@dataclass(frozen=True, slots=True)
class CopyStep:
    """How far a copy is, in files and bytes."""

    files: int
    of_files: int
    size_bytes: int
    of_bytes: int


@dataclass(slots=True)
class CopyOutcome:
    """What was copied; `damaged` names what is lost or not what it was."""

    files: int = 0
    size_bytes: int = 0
    damaged: list[str] = field(default_factory=list)


Steps = Generator[CopyStep, None, CopyOutcome]


def back_up(store: Store, workspace: Workspace, target: Path, *, at: datetime) -> Steps:
    """Copy database, settings and files of a workspace, which may be in use meanwhile.

    The database comes first: every content it names is stored by then. The folder gets its
    name when all is there; closing the generator leaves nothing.

    Raises:
        StoreError: `backup.not_empty`, `archive.read_only`, `disk.*`, `db.*`.
    """
    store.require_writable()
    refuse_full_folder(target, "backup.not_empty")
    with new_folder(target) as folder:
        store.copy_to(folder / DATABASE_FILE)
        revision, history = _revision(folder / DATABASE_FILE)
        made = [_digested(folder, DATABASE_FILE)]
        for name in loose_files(workspace):
            with writing(folder), open_plain(workspace.folder, name) as content:
                found = copy_checked(content, folder / name)
            made.append(BackedUp(name, found.sha256, found.size))
        outcome, contents = yield from copy_contents(workspace.blobs, into_folder(folder))
        backup = Backup(FORMAT, to_text(at), revision, (*made, *contents), history)
        with whole_file(folder / MANIFEST) as out:
            out.write(msgspec.json.format(msgspec.json.encode(backup), indent=1))
    return outcome


def restore(source: Path, target: Path) -> Steps:
    """Make a workspace of a backup in a folder that is empty or not there.

    Everything is checked on the way. A damaged content is restored as it is and named; a
    damaged database or settings file is refused. Only what a backup of ours has is restored,
    whatever else its list names, and only from plain files.

    Raises:
        StoreError: `backup.none`, `backup.database_damaged`, `backup.target_not_empty`,
            `backup.unsafe` (a path that leads elsewhere, a link, no file), `disk.*`.
    """
    backup = read_backup(source)
    refuse_full_folder(target, "backup.target_not_empty")
    notice = _named_notice(source)
    outcome = CopyOutcome()
    of_bytes = sum(file.size for file in backup.files)
    with new_folder(target) as folder:
        private_folder(folder / "files" / ".spool")
        for file in backup.files:
            if not (belongs(file.path) or file.path == notice or _CONTENT.fullmatch(file.path)):
                continue
            try:
                with open_plain(source, file.path) as content:
                    found = copy_checked(content, folder / file.path, most=file.size)
            except FileNotFoundError:
                found = None
            except NotPlain as err:
                raise StoreError("backup.unsafe", folder=str(source), path=file.path) from err
            whole = found is not None and found.sha256 == file.sha256
            if not whole and not file.path.startswith("files/"):
                raise StoreError("backup.database_damaged", file=file.path)
            if not whole:
                outcome.damaged.append(Path(file.path).name)
            outcome.files += 1
            outcome.size_bytes += file.size
            yield CopyStep(outcome.files, len(backup.files), outcome.size_bytes, of_bytes)
        _keep_in_folder(folder / SETTINGS_FILE)
    return outcome


def read_backup(folder: Path) -> Backup:
    """Read what a backup says of itself.

    Raises:
        StoreError: `backup.none`.
    """
    try:
        with open_plain(folder, MANIFEST) as content:
            backup = msgspec.json.decode(content.read(_LONGEST_LIST), type=Backup)
    except (OSError, msgspec.DecodeError) as err:
        raise StoreError("backup.none", folder=str(folder), reason=str(err)) from err
    if backup.format != FORMAT:
        raise StoreError("backup.none", folder=str(folder), reason=backup.format)
    for file in backup.files:
        if not is_plain_path(file.path):
            raise StoreError("backup.unsafe", folder=str(folder), path=file.path)
    return backup


def brings_templates(backup: Backup) -> bool:
    """Whether letters of a workspace made of it would be written from templates of its own."""
    return any(file.path.startswith("templates/") for file in backup.files)


def _keep_in_folder(toml: Path) -> None:
    """Let settings say that all lies in the folder, wherever it was when it was copied."""
    with contextlib.suppress(FileNotFoundError, UnicodeDecodeError, rtoml.TomlParsingError):
        text = toml.read_text(encoding="utf-8-sig")
        said = rtoml.loads(text).get("store")
        if isinstance(said, dict) and (said.get("database") or said.get("contents")):
            for key in ("store.database", "store.contents"):
                text = with_value(text, key, None)
            replace_file(toml, text)


def refuse_full_folder(folder: Path, code: str) -> None:
    """Refuse a folder that has something in it.

    Raises:
        StoreError: `code`.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(code, folder=str(folder))


@contextlib.contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to fill, beside its place; it gets its name when the block ends well."""
    place = target.absolute()
    with writing(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            yield folder
            if place.exists():
                place.rmdir()
            folder.rename(place)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        sync_folder(place.parent)


def _revision(database: Path) -> tuple[int, str]:
    """The last line of the journal in a copy, and the head of its chain."""
    last = head_in(database)
    return (last.row, str(last)) if last else (0, "")


def loose_files(workspace: Workspace) -> Iterator[str]:
    """What belongs to a workspace beside its database, and the notice that its settings name."""
    yield from (name for name in belonging_files(workspace.folder) if name != DATABASE_FILE)
    notice = _named_notice(workspace.folder)
    if notice and not belongs(notice):
        yield notice


def _named_notice(folder: Path) -> str:
    """The notice in a folder that its settings name by its path; "" where there is none."""
    with contextlib.suppress(OSError, ValueError):
        with open_plain(folder, SETTINGS_FILE) as content:
            named = rtoml.loads(content.read(_LONGEST_SETTINGS).decode("utf-8-sig")).get("notice")
        if isinstance(named, str) and named.endswith(".toml"):
            open_plain(folder, named).close()
            return named
    return ""


def copy_contents(
    blobs: Blobs, keep: Callable[[str, Iterator[bytes]], BackedUp]
) -> Generator[CopyStep, None, tuple[CopyOutcome, list[BackedUp]]]:
    """Hand every stored content, as it is, to whoever keeps it; which they are.

    One that is gone by then, or cannot be read, is named in `damaged` and listed all the same, so
    that whoever checks the copy finds that it is missing.

    Raises:
        StoreError: `contents.*`, and what `keep` raises.
    """
    contents = sorted(blobs.stored())
    of_bytes = sum(size_bytes for _, size_bytes in contents)
    outcome, copied = CopyOutcome(), list[BackedUp]()
    for done, (digest, listed_bytes) in enumerate(contents, start=1):
        size_bytes = listed_bytes
        try:
            found = keep(digest, blobs.pieces(digest))
        except Damaged:
            outcome.damaged.append(digest)
        else:
            size_bytes = found.size
            outcome.files += 1
            outcome.size_bytes += size_bytes
            if found.sha256 != digest:
                outcome.damaged.append(digest)
        copied.append(BackedUp(f"files/{digest[:2]}/{digest}", digest, size_bytes))
        yield CopyStep(done, len(contents), outcome.size_bytes, of_bytes)
    return outcome, copied


def into_folder(folder: Path) -> Callable[[str, Iterator[bytes]], BackedUp]:
    """Keep contents in the folder of another workspace, or of a backup."""
    return lambda digest, pieces: copy_pieces(pieces, folder / "files" / digest[:2] / digest)


def copy_checked(content: BinaryIO, target: Path, *, most: int | None = None) -> BackedUp:
    """Copy a content, of which a byte more than `most` shows that it is another one."""
    return copy_pieces(_read(content, most), target)


def copy_pieces(pieces: Iterable[bytes], target: Path) -> BackedUp:
    """Copy a content that comes in pieces."""
    hasher, size = hashlib.sha256(), 0
    with writing(target.parent):
        private_folder(target.parent)
    with whole_file(target) as out:
        for chunk in pieces:
            hasher.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return BackedUp(target.name, hasher.hexdigest(), size)


def _read(content: BinaryIO, most: int | None) -> Iterator[bytes]:
    size = 0
    while (most is None or size <= most) and (chunk := content.read(_CHUNK_BYTES)):
        size += len(chunk)
        yield chunk


def _digested(folder: Path, name: str) -> BackedUp:
    with (folder / name).open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return BackedUp(name, digest, (folder / name).stat().st_size)
