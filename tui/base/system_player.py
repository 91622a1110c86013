"""A stored video in the player of the system: as a file of its own, under a harmless name."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from store.errors import StoreError, UsageError
from store.reports.content.safe_names import safe_name, without_suffix

# How long an opener may take to say that it cannot.
_REFUSAL_S = 2.0


def file_to_play(stored: Path, name: str, suffix: str, folder: Path) -> Path:
    """A copy of a stored content that a program may be given; the one before is taken away.

    Args:
        name: as it was sent, never trusted.
        suffix: of the content with its dot, so that it is opened as what it is.

    Raises:
        StoreError: `disk.full` or `disk.write`.
    """
    # Equal names are common: each content has a folder of its own.
    target = folder / stored.name[:16] / safe_name(without_suffix(name), suffix=suffix)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old != target.parent:
                # A player may hold it still: then it goes the next time.
                shutil.rmtree(old, ignore_errors=True)
        if not target.exists() or target.stat().st_size != stored.stat().st_size:
            shutil.copyfile(stored, target)
    except OSError as err:
        raise StoreError("disk.write", folder=str(folder), reason=err.strerror or str(err)) from err
    return target


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
