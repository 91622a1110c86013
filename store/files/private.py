"""Who else may read what we write: nobody, unless a folder was opened to a group on purpose."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path

_GROUP_WRITES = 0o020
_OTHERS = 0o077


def private_file(path: Path) -> Path:
    """Make an empty file that only its owner reads, to be written to by name.

    Raises:
        OSError: it cannot be made.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
    return path


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone.

    Raises:
        OSError: it cannot be made.
    """
    if folder.exists():
        return
    for part in (*reversed(folder.parents), folder):
        if not part.exists():
            part.mkdir(mode=0o700, exist_ok=True)


def take_mode(file: Path, folder: Path) -> None:
    """Give a private file the group and the rights of a folder that a group works in."""
    if sys.platform == "win32":
        return
    of_folder = folder.stat()
    if not of_folder.st_mode & _GROUP_WRITES:
        return
    with contextlib.suppress(OSError):
        os.chown(file, -1, of_folder.st_gid)
        file.chmod(0o600 | of_folder.st_mode & 0o060)


def open_to_others(folder: Path) -> tuple[Path, ...]:
    """What others can read of a folder, itself first; nothing below one that is closed to them.

    A folder that a group writes in was opened on purpose, as long as nobody else reads it.
    """
    if sys.platform == "win32" or not _is_open(folder.stat().st_mode):
        return ()
    return (folder, *(path for path in _below(folder) if _is_open(path.lstat().st_mode)))


def make_private(folder: Path) -> None:
    """Close a folder, and everything in it, to everybody but its owner.

    Raises:
        OSError: something belongs to somebody else.
    """
    for path in (folder, *_below(folder)):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & _OTHERS and not path.is_symlink():
            path.chmod(mode & ~_OTHERS)


def _is_open(mode: int) -> bool:
    return bool(mode & 0o007) or bool(mode & 0o050 and not mode & _GROUP_WRITES)


def _below(folder: Path) -> list[Path]:
    found = []
    for root, folders, files in os.walk(folder):
        found += [Path(root) / name for name in (*folders, *files)]
    return sorted(path for path in found if not path.is_symlink())
