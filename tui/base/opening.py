"""Opening a stored file with the system's program, under its own name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from store.errors import StoreError
from store.files.blobs import Blobs
from store.workspace.workspace import Workspace

# What a double click would run instead of show.
_PROGRAMS = frozenset(
    {
        "exe",
        "com",
        "bat",
        "cmd",
        "ps1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "wsh",
        "msi",
        "msp",
        "scr",
        "pif",
        "hta",
        "cpl",
        "jar",
        "lnk",
        "url",
        "reg",
        "inf",
        "app",
        "sh",
        "command",
        "desktop",
        "py",
        "scf",
        "chm",
    }
)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST_NAME = 120


def open_stored(workspace: Workspace, digest: str, name: str) -> Path:
    """Copy a content to a file of its own name and show it with the system's program.

    Returns:
        The copy; changing it changes nothing that is stored.

    Raises:
        StoreError: `open.program` (it would be run, not shown), `open.missing` (the content is
            not stored), `open.no_opener` (the system has no program that opens files).
    """
    suffix = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if suffix in _PROGRAMS:
        raise StoreError("open.program", file=name)
    blobs = Blobs(workspace.files)
    if not digest or not blobs.has(digest):
        raise StoreError("open.missing", file=name)
    folder = workspace.folder / "opened" / digest[:16]
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / _safe(name)
    shutil.copyfile(blobs.path(digest), copy)
    _show(copy)
    return copy


def _safe(name: str) -> str:
    plain = _UNSAFE.sub("_", name).strip(" .") or "file"
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        return plain[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(suffix) - 1]}.{suffix[:20]}"


def _show(path: Path) -> None:
    if sys.platform == "win32":
        os.startfile(path)
        return
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise StoreError("open.no_opener", file=str(path))
    # The shell leaves at once, so that a viewer that stays open is nobody's child here.
    subprocess.run(
        ["/bin/sh", "-c", '"$0" "$1" >/dev/null 2>&1 &', opener, str(path)],
        check=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
