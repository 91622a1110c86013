"""A file that a command writes."""

from __future__ import annotations

from pathlib import Path

from store.errors import StoreError


def write_file(path: Path, content: bytes) -> None:
    """Write a file.

    Raises:
        StoreError: `disk.write`.
    """
    try:
        path.write_bytes(content)
    except OSError as err:
        reason = err.strerror or str(err)
        raise StoreError("disk.write", folder=str(path.parent), reason=reason) from err
