"""Files of a folder that may come from anybody: read only where they are plain files in it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from store.files.own_files import is_link

# Neither waits for the other end of a FIFO, nor goes through a link.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


class NotPlain(OSError):  # noqa: N818  (the name says what it is)
    """There is a link, a FIFO, a device or a folder where a file should be."""


def is_plain_path(path: str) -> bool:
    """Whether a path of a list stays below its folder, on every system."""
    parts = path.replace("\\", "/").split("/")
    return not (
        not path
        or "\0" in path
        or ":" in path
        or path.startswith(("/", "\\", "~"))
        or any(part in ("", ".", "..") for part in parts)
    )


def open_plain(folder: Path, path: str) -> BinaryIO:
    """Open a file by its path in a folder; none of its parts may be a link.

    Raises:
        NotPlain: it is a link, or no file.
        OSError: it is not there, or cannot be read.
    """
    if not is_plain_path(path):
        raise NotPlain(errno.EINVAL, os.strerror(errno.EINVAL), path)
    place = folder
    for part in PurePosixPath(path).parts:
        place = place / part
        if is_link(place):
            raise NotPlain(errno.ELOOP, os.strerror(errno.ELOOP), path)
    handle = os.open(place, _FLAGS)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotPlain(errno.EINVAL, os.strerror(errno.EINVAL), path)
    return os.fdopen(handle, "rb")
