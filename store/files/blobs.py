"""Content-addressed files: each content once, under its sha256, durable before it is named.

Where desks share their contents, the folder is a cache, and a content is durable in the shared
place before it has a name here.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from store.errors import StoreError
from store.files import digest as digests
from store.files.archive_contents import archived_contents
from store.files.durable import sync_folder, writing
from store.files.lock import try_lock
from store.files.own_files import refuse_link
from store.files.private import private_folder, take_mode
from store.files.shared.cache import Cache

_CHUNK_BYTES = 1 << 20


class Damaged(Exception):  # noqa: N818  (the name says what it is)
    """A stored content is lost or not what it was."""


class BlobRef(msgspec.Struct, frozen=True):
    """A stored content: sha256 in hex, size in bytes."""

    digest: str
    size_bytes: int


class Blobs:
    """The folder of stored contents: temp file, fsync, rename, fsync of the folder."""

    def __init__(self, folder: Path, cache: Cache | None = None) -> None:
        self._folder = folder
        self._cache = cache
        self._new_files = (folder, ".new-")
        private_folder(folder)
        self._archived = archived_contents(folder)

    def path(self, digest: str) -> Path:
        """Where a content lies, whether or not it is stored; a shared one is fetched.

        Raises:
            StoreError: `contents.*`.
        """
        usual = self._usual(digest)
        if self._cache is not None:
            self._cache.fetch(digest, usual)
        return usual if self._archived is None else self._archived.path(digest, usual)

    def has(self, digest: str) -> bool:
        """Whether a content is stored.

        Raises:
            StoreError: `contents.*`.
        """
        return self.size_of(digest) is not None

    def size_of(self, digest: str) -> int | None:
        """How many bytes are stored of a content, None where it is not there.

        Raises:
            StoreError: `contents.*`.
        """
        path = self._usual(digest) if self._cache is not None else self.path(digest)
        try:
            return path.stat().st_size
        except OSError:
            return None if self._cache is None else self._cache.shared.size_of(digest)

    def read_whole(self, digest: str) -> bytes | None:
        """A content in memory; None where it is lost, cannot be read, or is not what it was.

        Raises:
            StoreError: `contents.*`.
        """
        with contextlib.suppress(OSError):
            content = self.path(digest).read_bytes()
            if digests.sha256(content).hexdigest() == digest:
                return content
        if self._cache is None:
            return None
        # A cache may have turned bytes of its own.
        with contextlib.suppress(Damaged):
            return b"".join(self.checked(digest))
        return None

    def checked(self, digest: str) -> Iterator[bytes]:
        """A content in pieces; at the end it is known to be whole. A cache is not asked.

        Raises:
            Damaged: it is lost, or not what it was.
            StoreError: `contents.*`.
        """
        hasher = digests.sha256()
        for piece in self.pieces(digest):
            hasher.update(piece)
            yield piece
        if hasher.hexdigest() != digest:
            raise Damaged

    def is_whole(self, digest: str) -> bool:
        """Whether a content is stored and what it was.

        Raises:
            StoreError: `contents.*`.
        """
        try:
            for _ in self.checked(digest):
                pass
        except Damaged:
            return False
        return True

    def pieces(self, digest: str) -> Iterator[bytes]:
        """A content as it is stored, unchecked.

        Raises:
            Damaged: it is lost, or cannot be read.
            StoreError: `contents.*`.
        """
        try:
            if self._cache is not None:
                yield from self._cache.shared.pieces(digest)
                return
            with self.path(digest).open("rb") as content:
                while chunk := content.read(_CHUNK_BYTES):
                    yield chunk
        except OSError as err:
            raise Damaged from err

    def stored(self) -> Iterator[tuple[str, int]]:
        """Every stored content with its size in bytes; what is unfinished is none.

        Raises:
            StoreError: `contents.*`.
        """
        if self._cache is not None:
            yield from self._cache.shared.listed()
            return
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if self.path(path.name) == path:
                yield path.name, path.stat().st_size

    def remove(self, digest: str) -> int:
        """Take a content away that nothing needs any more; how many bytes that freed.

        Raises:
            StoreError: `disk.write`, `contents.*`.
        """
        size_bytes = self.size_of(digest)
        if size_bytes is None:
            return 0
        if self._cache is not None:
            self._cache.shared.remove(digest)
        path = self._usual(digest)
        with writing(path.parent):
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)
        return size_bytes

    def put(self, chunks: Iterable[bytes]) -> BlobRef:
        """Store a content given in pieces; storing it twice keeps one file.

        Raises:
            StoreError: `disk.full`, `disk.write`, `contents.*` or `archive.read_only`; nothing is
                left behind.
        """
        self._refuse_archive()
        hasher = digests.sha256()
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
        """Remove what an interrupted write left, and of a cache what its desks have deleted.

        Raises:
            StoreError: `contents.*`.
        """
        if self._cache is not None:
            self._cache.keep_only_shared()
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

    def _usual(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _secure(self, handle: int) -> None:
        os.fsync(handle)

    def _take(self, temporary: Path, digest: str) -> None:
        self._share(temporary, digest)
        self._make_folders((digest,))
        sync_folder(self._name(temporary, digest))

    def _refuse_archive(self) -> None:
        if self._archived is not None:
            raise StoreError("archive.read_only")

    def _share(self, file: Path, digest: str) -> None:
        """Have a durable file in the shared place, if there is one, before it gets its name."""
        if self._cache is not None:
            self._cache.shared.store(file, digest)

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
        target = self._usual(digest)
        if target.exists():
            temporary.unlink()
        else:
            take_mode(temporary, self._folder)
            temporary.rename(target)
            if self._cache is not None:
                status = target.stat()
                self._cache.grew(status.st_size, now=status.st_mtime)
        return target.parent
