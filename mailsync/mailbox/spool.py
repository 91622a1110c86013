"""Where mails lie between the mailbox and the store: files that the receiver may move away."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from store.files.durable import writing

_PREFIX = "incoming-"
Content = bytes | bytearray | memoryview


class Spool:
    """A folder of half-way files; one mailbox at a time uses it.

    Raises:
        StoreError: `disk.full` or `disk.write`, from every method that writes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def swept(self) -> Iterator[None]:
        """Leave nothing behind, nor what an interrupted fetch left before."""
        self._sweep()
        try:
            yield
        finally:
            self._sweep()

    def put(self, pieces: Iterable[Content] = ()) -> Path:
        """Write a new file; it is removed again where the pieces break off with an error."""
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=_PREFIX)
            path = Path(name)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.writelines(pieces)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return path

    def add(self, path: Path, content: Content) -> None:
        """Write on at the end of a file."""
        with writing(self._folder), path.open("ab") as out:
            out.write(content)

    def _sweep(self) -> None:
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            for leftover in self._folder.glob(f"{_PREFIX}*"):
                leftover.unlink(missing_ok=True)
