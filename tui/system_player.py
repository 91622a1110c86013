"""A stored video in the player of the system: as a file of its own, under a harmless name."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

from store.errors import StoreError, UsageError

# How long an opener may take to say that it cannot.
_REFUSAL_S = 2.0
_NAME_BYTES = 120


def file_to_play(stored: Path, name: str, suffix: str, folder: Path) -> Path:
    """A copy of a stored content that a program may be given; the one before is taken away.

    Args:
        name: as it was sent, never trusted.
        suffix: of the content with its dot, so that it is opened as what it is.

    Raises:
        StoreError: `disk.full` or `disk.write`.
    """
    target = folder / f"{safe_stem(name)}{suffix}"
    try:
        folder.mkdir(exist_ok=True)
        if target.exists() and target.stat().st_size == stored.stat().st_size:
            return target
        for old in folder.iterdir():
            # A player may hold it still: then it goes the next time.
            with contextlib.suppress(OSError):
                old.unlink()
        shutil.copyfile(stored, target)
    except OSError as err:
        raise StoreError("disk.write", folder=str(folder), reason=err.strerror or str(err)) from err
    return target


def safe_stem(name: str) -> str:
    """A file's name without suffix, of letters, digits and harmless marks only."""
    stem = name.rpartition(".")[0] or name
    kept = "".join(
        char if unicodedata.category(char)[0] in "LN" or char in "-_+（）()《》·" else "_"
        for char in unicodedata.normalize("NFC", stem)
    ).strip("_-")
    while len(kept.encode()) > _NAME_BYTES:
        kept = kept[:-1]
    return kept or "video"


def play(path: Path) -> None:
    """Have the system open a file with the program that it has for it.

    Raises:
        UsageError: `viewing.no_player`.
    """
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError as err:
            raise UsageError("viewing.no_player", file=str(path)) from err
        return
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if program is None:
        raise UsageError("viewing.no_player", file=str(path))
    process = subprocess.Popen(
        [program, str(path.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Some openers stay while the player runs, others are gone at once.
    with contextlib.suppress(subprocess.TimeoutExpired):
        if process.wait(timeout=_REFUSAL_S):
            raise UsageError("viewing.no_player", file=str(path))
