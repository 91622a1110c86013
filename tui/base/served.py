"""A session in a browser: what it writes or opens is handed to the person there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from store.errors import StoreError

# Set by `sixones serve` alone: where files for the browser are put.
OUTBOX = "SIXONES_OUTBOX"


def outbox() -> Path | None:
    """The folder whose files the browser gets; None where the person sits at this machine."""
    given = os.environ.get(OUTBOX)
    return Path(given) if given else None


def handed_over(path: Path) -> bool:
    """Give a file to the browser; False where there is none. No program starts on the server.

    Raises:
        StoreError: `disk.write`.
    """
    folder = outbox()
    if folder is None:
        return False
    if not path.is_relative_to(folder):
        try:
            shutil.copyfile(path, folder / path.name)
        except OSError as err:
            reason = err.strerror or str(err)
            raise StoreError("disk.write", folder=str(folder), reason=reason) from err
    return True
