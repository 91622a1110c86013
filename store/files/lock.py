"""One at a time: a lock that dies with its process, and says who holds it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from store.errors import StoreError
from store.files.durable import writing
from store.files.own_files import open_own, refuse_link


@contextlib.contextmanager
def exclusive(path: Path, *, code: str) -> Iterator[None]:
    """Hold the lock file `path` for a block.

    Raises:
        StoreError: `code`, with the process that holds it; `workspace.link` where a link
            stands in its place; `disk.write` or `disk.full`.
    """
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = open_own(path, os.O_RDWR | os.O_CREAT)
    try:
        try:
            _take(handle)
        except OSError as err:
            holder = path.with_suffix(".holder")
            raise StoreError(
                code, holder=holder.read_text(encoding="utf-8") if holder.exists() else "?"
            ) from err
        with writing(path.parent):
            holder = path.with_suffix(".holder")
            refuse_link(holder)
            # A new file: what is there may be another name of a file that is not ours.
            holder.unlink(missing_ok=True)
            note = open_own(holder, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            with os.fdopen(note, "w", encoding="utf-8") as out:
                out.write(f"{os.getpid()}")
        yield
    finally:
        os.close(handle)


def try_lock(handle: int) -> bool:
    """Lock an open file until it is closed; False where another holder has it."""
    try:
        _take(handle)
    except OSError:
        return False
    return True


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
