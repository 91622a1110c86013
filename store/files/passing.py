"""Folders in the machine's temporary place, and those that killed programs left there."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Followed by the number of the process that works in it.
_PREFIX = "sixones-unpack-"


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder of its own for as long as the block lasts."""
    folder = make_passing()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_passing() -> Path:
    """A folder of its own; who asks for it removes it, unless it is killed before."""
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def sweep_passing() -> None:
    """Remove the folders of programs that were killed while they worked in them; once a run."""
    sweep_dead(Path(tempfile.gettempdir()), _PREFIX)


def sweep_dead(place: Path, prefix: str) -> None:
    """Remove folders called PREFIX, a number of a process that runs no more, and anything else."""
    for folder in place.glob(f"{prefix}[0-9]*-*"):
        owner = folder.name.removeprefix(prefix).partition("-")[0]
        if owner.isdecimal() and not _runs(int(owner)):
            # Those of other users stay; so does what another sweep takes just now.
            shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    if sys.platform == "win32":
        # A folder of a program that runs is in use there, and cannot be removed.
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
