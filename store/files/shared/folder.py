"""Shared contents in a folder, on a share as well: names are given by rename, nothing is locked."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from store.errors import StoreError
from store.files.durable import is_full, sync_folder
from store.files.private import private_folder, take_mode
from store.files.shared.contract import CHUNK_BYTES, MARKER

_DIGEST = re.compile(r"[0-9a-f]{64}")


class FolderContents:
    """A folder of contents, see `store.files.shared.contract.SharedContents`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.place = str(folder)

    def prepare(self) -> None:
        """Make it a place of ours; a folder that holds something else is refused."""
        with self._told():
            if not (self._folder / MARKER).is_file():
                private_folder(self._folder)
                if any(self._folder.iterdir()):
                    raise StoreError("contents.not_empty", place=self.place)
                (self._folder / MARKER).touch()
                sync_folder(self._folder)

    def store(self, file: Path, digest: str) -> None:
        """Copy a file to its name there, durably."""
        target = self._path(digest)
        with self._told():
            if self._is_there(target):
                return
            if not target.parent.is_dir():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                take_mode(target.parent, self._folder)
                sync_folder(self._folder)
            handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
            try:
                with os.fdopen(handle, "wb") as out, file.open("rb") as content:
                    shutil.copyfileobj(content, out, CHUNK_BYTES)
                    out.flush()
                    os.fsync(out.fileno())
                take_mode(Path(name), self._folder)
                Path(name).replace(target)
            except BaseException:
                # Another desk's leftovers are removed by hand: over a share no lock tells whose.
                with contextlib.suppress(OSError):
                    Path(name).unlink(missing_ok=True)
                raise
            sync_folder(target.parent)

    def pieces(self, digest: str) -> Iterator[bytes]:
        """A content as it is there."""
        path = self._path(digest)
        with self._told():
            if not self._is_there(path):
                raise FileNotFoundError(str(path))
        with self._told(), path.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                yield chunk

    def size_of(self, digest: str) -> int | None:
        """How many bytes are there of a content."""
        path = self._path(digest)
        with self._told():
            return path.stat().st_size if self._is_there(path) else None

    def listed(self) -> Iterator[tuple[str, int]]:
        """Every content that is there, with its size in bytes."""
        with self._told():
            self._require()
            for shard in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
                for path in sorted(shard.iterdir()):
                    if _DIGEST.fullmatch(path.name):
                        yield path.name, path.stat().st_size

    def remove(self, digest: str) -> None:
        """Take a content away."""
        path = self._path(digest)
        with self._told():
            self._require()
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)

    def knows_conditions(self) -> bool:
        """A name is given by one step, and what stands there is looked at before."""
        self._require()
        return True

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _is_there(self, path: Path) -> bool:
        if path.is_file():
            return True
        self._require()
        return False

    def _require(self) -> None:
        """A share that is not mounted looks like an empty folder: nothing is written to it."""
        if not (self._folder / MARKER).is_file():
            raise StoreError("contents.none", place=self.place)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except PermissionError as err:
            raise StoreError(
                "contents.refused", place=self.place, reason=err.strerror or ""
            ) from err
        except OSError as err:
            code = "contents.full" if is_full(err) else "contents.unreachable"
            raise StoreError(code, place=self.place, reason=err.strerror or str(err)) from err
