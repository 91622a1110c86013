"""Writing to a disk that may refuse: told as an error of the store, durable when it is done."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from store.errors import StoreError


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses in a block into an error that says what to do.

    Raises:
        StoreError: `disk.full` or `disk.write`, with the folder.
    """
    try:
        yield
    except OSError as err:
        code = "disk.full" if is_full(err) else "disk.write"
        raise StoreError(code, folder=str(folder), reason=err.strerror or str(err)) from err


def is_full(err: OSError) -> bool:
    """Whether there is no space left, or none for this person."""
    return err.errno in (errno.ENOSPC, errno.EDQUOT)


def sync_file(file: Path) -> None:
    """Make the content of a file durable."""
    # Windows makes only durable what could be written.
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    # Windows cannot open a folder; there the rename is durable by itself.
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
