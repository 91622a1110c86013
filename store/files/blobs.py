"""Content-addressed files: each content once, under its sha256, durable before it is named."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from store.errors import StoreError
from store.files.archive_contents import archived_contents
from store.files.durable import sync_folder, writing
from store.files.lock import try_lock
from store.files.own_files import refuse_link
from store.files.private import private_folder, take_mode

_CHUNK_BYTES = 1 << 20


class Damaged(Exception):  # noqa: N818  (the name says what it is)
    """A stored content is lost or not what it was."""


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A stored content: sha256 in hex, size in bytes."""

    digest: str
    size_bytes: int


class Blobs:
    """The folder of stored contents: temp file, fsync, rename, fsync of the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new_files = (folder, ".new-")
        private_folder(folder)
        self._archived = archived_contents(folder)

    def path(self, digest: str) -> Path:
        """Where a content lies, whether or not it is stored."""
        usual = self._folder / digest[:2] / digest
        return usual if self._archived is None else self._archived.path(digest, usual)

    def has(self, digest: str) -> bool:
        """Whether a content is stored."""
        return self.path(digest).exists()

    def size_of(self, digest: str) -> int | None:
        """How many bytes are stored of a content, None where it is not there."""
        try:
            return self.path(digest).stat().st_size
        except OSError:
            return None

    def read_whole(self, digest: str) -> bytes | None:
        """A content in memory; None where it is lost, cannot be read, or is not what it was."""
        try:
            content = self.path(digest).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def checked(self, digest: str) -> Iterator[bytes]:
        """A content in pieces; at the end it is known to be whole.

        Raises:
            Damaged: it is lost, or not what it was.
        """
        hasher = hashlib.sha256()
        try:
            content = self.path(digest).open("rb")
        except OSError as err:
            raise Damaged from err
        with content:
            while chunk := content.read(_CHUNK_BYTES):
                hasher.update(chunk)
                yield chunk
        if hasher.hexdigest() != digest:
            raise Damaged

    def put(self, chunks: Iterable[bytes]) -> BlobRef:
        """Store a content given in pieces; storing it twice keeps one file.

        Raises:
            StoreError: `disk.full`, `disk.write` or `archive.read_only`; nothing is left behind.
        """
        self._refuse_archive()
        hasher = hashlib.sha256()
        size_bytes = 0
        with writing(self._folder):
            folder, prefix = self._new_files
            handle, name = tempfile.mkstemp(prefix=prefix, dir=folder)
            temporary = Path(name)
            try:
                with os.fdopen(handle, "wb") as out:
                    # A sweep of another thread must see that somebody still writes.
                    try_lock(out.fileno())
                    for chunk in chunks:
                        hasher.update(chunk)
                        size_bytes += len(chunk)
                        out.write(chunk)
                    out.flush()
                    self._secure(out.fileno())
                self._take(temporary, hasher.hexdigest())
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        return BlobRef(hasher.hexdigest(), size_bytes)

    def sweep(self) -> None:
        """Remove what an interrupted write left: temporary files that nobody writes any more."""
        for leftover in self._folder.glob(".new-*"):
            abandoned = False
            # Windows refuses to remove what is still open; elsewhere its lock tells.
            with (
                contextlib.suppress(FileNotFoundError, PermissionError),
                leftover.open("rb") as file,
            ):
                abandoned = try_lock(file.fileno())
            if abandoned:
                with contextlib.suppress(PermissionError):
                    leftover.unlink(missing_ok=True)

    def _secure(self, handle: int) -> None:
        os.fsync(handle)

    def _take(self, temporary: Path, digest: str) -> None:
        self._make_folders((digest,))
        sync_folder(self._name(temporary, digest))

    def _refuse_archive(self) -> None:
        if self._archived is not None:
            raise StoreError("archive.read_only")

    def _make_folders(self, digests: Iterable[str]) -> None:
        """Make the folders that contents lie in, as far as they are missing."""
        missing = False
        for folder in {self._folder / digest[:2] for digest in digests}:
            refuse_link(folder)
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                missing = True
        if missing:
            # The names of new folders must outlast a loss of power as well.
            sync_folder(self._folder)

    def _name(self, temporary: Path, digest: str) -> Path:
        """Give a durable file its name; the folder whose names must be made durable then.

        Also where it was there: another thread may have named it and not come to that yet.
        """
        target = self._folder / digest[:2] / digest
        if target.exists():
            temporary.unlink()
        else:
            take_mode(temporary, self._folder)
            temporary.rename(target)
        return target.parent
