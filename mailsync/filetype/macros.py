"""Whether an office file brings macros: programs that run when it is opened."""

from __future__ import annotations

import mmap
from pathlib import Path

from mailsync.filetype.magic import OLE
from mailsync.filetype.zip_names import zip_names

# The storage that every macro project of a compound file has.
_PROJECT = "_VBA_PROJECT".encode("utf-16-le")


def has_macros(path: Path) -> bool:
    """Whether there is a macro project in a file, whatever it is called.

    Raises:
        OSError: the file could not be read.
    """
    with path.open("rb") as file:
        head = file.read(len(OLE))
        if head == OLE:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
                return view.find(_PROJECT) >= 0
    return any(
        name.lower().endswith(("vbaproject.bin", "xl/macrosheets/"))
        or "/macrosheets/" in name.lower()
        for name in zip_names(path)
    )
