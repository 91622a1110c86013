"""READ: an archive as folder or zip: its list, and its files one by one, each checked."""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from store.errors import StoreError
from store.files.archive_manifest import MANIFEST, Manifest, ManifestFile, read_manifest
from store.files.regular import open_plain

_CHUNK_BYTES = 1 << 20
# A list of a million files is shorter.
_LONGEST_LIST = 512 << 20
# What reading a file of a damaged or hostile archive may raise.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class NotWhole(Exception):  # noqa: N818  (the name says what it is)
    """A file of an archive is lost, or not what its list says."""

    def __init__(self, *, lost: bool) -> None:
        super().__init__()
        self.lost = lost


class ArchiveSource:
    """An open archive.

    Raises:
        StoreError: `archive.unreadable`: it is none.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._zip: zipfile.ZipFile | None = None
        try:
            if place.is_file():
                self._zip = zipfile.ZipFile(place)
            with self._open(MANIFEST) as content:
                self.manifest: Manifest = read_manifest(content.read(_LONGEST_LIST), place)
        except (KeyError, *_UNREADABLE) as err:
            self.close()
            raise StoreError("archive.unreadable", place=str(place)) from err
        except StoreError:
            self.close()
            raise

    def close(self) -> None:
        """Close it."""
        if self._zip is not None:
            self._zip.close()

    def checked(self, file: ManifestFile) -> Iterator[bytes]:
        """A file in pieces, none beyond its size; at the end it is known to be whole.

        Raises:
            NotWhole: it is not.
        """
        held, size = hashlib.sha256(), 0
        try:
            with self._open(file.path) as content:
                while size <= file.size and (chunk := content.read(_CHUNK_BYTES)):
                    held.update(chunk)
                    size += len(chunk)
                    yield chunk
        except (KeyError, FileNotFoundError) as err:
            raise NotWhole(lost=True) from err
        except _UNREADABLE as err:
            raise NotWhole(lost=False) from err
        if size != file.size or held.hexdigest() != file.sha256:
            raise NotWhole(lost=False)

    @contextlib.contextmanager
    def _open(self, path: str) -> Iterator[IO[bytes]]:
        if self._zip is None:
            with open_plain(self.place, path) as content:
                yield content
        else:
            with self._zip.open(path) as member:
                yield member
