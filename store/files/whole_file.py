"""A file is written whole or not at all: beside its place, synced, then put in it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from store.errors import StoreError
from store.files.durable import sync_folder, writing


@contextlib.contextmanager
def whole_file(path: Path, *, replace: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write to; at the end of the block it stands at `path`, private to its owner.

    Args:
        replace: whether a file that stands there already is replaced.

    Raises:
        StoreError: `disk.full`, `disk.write` or, without `replace`, `disk.exists`; whatever
            stood there stands, and nothing is left beside it.
    """
    target = path.absolute()
    with writing(target.parent):
        handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w+b") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            if not replace and target.exists():
                raise StoreError("disk.exists", path=str(target))
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
