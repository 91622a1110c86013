"""The files and folders that the program itself keeps in a workspace; none may be a link.

A link under one of our names would have us write to, read from or empty a place that whoever
made the link chose, and a pipe would have us wait for ever: a workspace with one is refused.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path

from store.errors import StoreError
from store.files.belongings import BELONGINGS
from store.files.durable import writing

# O_NOFOLLOW does not exist on Windows, where making a link is a right that few have.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_FOLDERS = (
    "files",
    "files/.spool",
    "opened",
    "viewing",
    "templates",
    "templates/zh_CN",
    "templates/en",
    "mailbox",
    "sent",
    "exports",
    "letters",
    "forms",
)
# The settings are read first, and refused where they are read.
_FILES = (
    *(one.name for one in BELONGINGS if not one.is_pattern and one.name != "sixones.toml"),
    "sixones.db-wal",
    "sixones.db-shm",
)
_LOCKS = ("sync", "outbox", "decode")
OWN_NAMES = (
    *_FOLDERS,
    *_FILES,
    *(f"{name}.{ending}" for name in _LOCKS for ending in ("lock", "holder")),
)


def is_link(path: Path) -> bool:
    """Whether a name stands for another place: a symbolic link, or a junction on Windows."""
    try:
        found = path.lstat()
    except OSError:
        return False
    if stat.S_ISLNK(found.st_mode):
        return True
    if sys.platform == "win32":
        return found.st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT
    return False


def refuse_links(folder: Path) -> None:
    """Refuse a workspace in which one of our own names, or a template, is no plain one.

    Raises:
        StoreError: `workspace.link`, `workspace.not_plain`, with the name.
    """
    for name in OWN_NAMES:
        refuse_link(folder / name)
    for language in (name for name in _FOLDERS if name.startswith("templates/")):
        with contextlib.suppress(OSError):
            for template in (folder / language).iterdir():
                refuse_link(template)


def refuse_link(path: Path) -> None:
    """Refuse one name; what is not there is fine.

    Raises:
        StoreError: `workspace.link`; `workspace.not_plain`: a pipe or a device.
    """
    if is_link(path):
        raise StoreError("workspace.link", path=str(path))
    with contextlib.suppress(OSError, ValueError):
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise StoreError("workspace.not_plain", path=str(path))


def own_folder(workspace: Path, name: str) -> Path:
    """A folder of ours within a workspace, made where it is missing; `name` may have parts.

    Raises:
        StoreError: `workspace.link`, `disk.full`, `disk.write`.
    """
    folder = workspace
    for part in Path(name).parts:
        folder = folder / part
        refuse_link(folder)
        with writing(folder.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def open_own(path: Path, flags: int, mode: int = 0o600) -> int:
    """Open a file of ours, never through a link; the handle is the caller's.

    Raises:
        StoreError: `workspace.link`.
        OSError: what the system refuses.
    """
    refuse_link(path)
    return os.open(path, flags | _NO_LINK | _NO_WAIT, mode)
