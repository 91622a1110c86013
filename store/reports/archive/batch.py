"""Files that get their names together: written beside their places, made durable, then named."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from store.errors import StoreError
from store.files.durable import sync_file, sync_folder, writing
from store.files.private import private_folder

_PREFIX = ".new-"
# The disk is waited for while the next batch is copied; file systems write down together what is
# asked for together, which takes a tenth of waiting for each file.
_MOST_FILES, _MOST_BYTES, _WAITERS = 200, 128 << 20, 16


class Batch:
    """Copies that wait for their names. Leaving it, well or not, names what is copied whole."""

    def __init__(self) -> None:
        self._copied: list[tuple[Path, Path]] = []
        self._syncing: list[tuple[Future[None], Path, Path]] = []
        self._bytes = 0
        # Names are made durable at the end: until then the archive has no list of its files.
        self._folders: set[Path] = set()
        self._waiters = ThreadPoolExecutor(_WAITERS)

    def __enter__(self) -> Batch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._turn()
            self._turn()
            self._keep_names()
        finally:
            self._waiters.shutdown()
            for temporary, _ in self._copied:
                temporary.unlink(missing_ok=True)

    def copy(self, pieces: Iterable[bytes], target: Path) -> Generator[int, None, None]:
        """Copy pieces for a place, telling the size of each; an error leaves nothing of them.

        Raises:
            StoreError: `disk.full`, `disk.write`; `disk.exists` where something stands there.
        """
        with writing(target.parent):
            if target.parent not in self._folders:
                private_folder(target.parent)
                self._folders.add(target.parent)
            handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=target.parent)
            temporary = Path(name)
            try:
                with os.fdopen(handle, "wb") as out:
                    for piece in pieces:
                        out.write(piece)
                        self._bytes += len(piece)
                        yield len(piece)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        self._copied.append((temporary, target))
        if len(self._copied) >= _MOST_FILES or self._bytes >= _MOST_BYTES:
            self._turn()

    def _keep_names(self) -> None:
        asked = {folder: self._waiters.submit(sync_folder, folder) for folder in self._folders}
        for folder, synced in asked.items():
            with writing(folder):
                synced.result()

    def _turn(self) -> None:
        """Name what the disk was asked to keep before, and ask it to keep what was copied since."""
        asked, self._syncing = self._syncing, []
        try:
            for synced, temporary, target in asked:
                with writing(target.parent):
                    synced.result()
                    if target.exists():
                        raise StoreError("disk.exists", path=str(target))
                    temporary.rename(target)
        finally:
            for _, temporary, _ in asked:
                temporary.unlink(missing_ok=True)
        self._syncing = [
            (self._waiters.submit(sync_file, temporary), temporary, target)
            for temporary, target in self._copied
        ]
        self._copied, self._bytes = [], 0


def sweep(folder: Path) -> None:
    """Remove what a batch that was killed left in a folder of ours."""
    with writing(folder):
        for leftover in folder.rglob(f"{_PREFIX}*"):
            if leftover.is_file():
                leftover.unlink(missing_ok=True)
