"""A stored video in the player of the system: as a file of its own, under a harmless name."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from mailsync.programs.environment import shown_environment
from store.errors import StoreError, UsageError
from store.files.own_files import is_link, refuse_link
from store.reports.content.safe_names import safe_name, without_suffix
from tui.base.served import handed_over

# The folder of a content: the first half of its digest's first half.
_OURS = re.compile(r"[0-9a-f]{16}")
# How long an opener may take to say that it cannot.
_REFUSAL_S = 2.0


def file_to_play(stored: Path, name: str, suffix: str, folder: Path) -> Path:
    """A copy of a stored content that a program may be given; the one before is taken away.

    Args:
        name: as it was sent, never trusted.
        suffix: of the content with its dot, so that it is opened as what it is.

    Raises:
        StoreError: `workspace.link`, `disk.full` or `disk.write`.
    """
    # Equal names are common: each content has a folder of its own.
    target = folder / stored.name[:16] / safe_name(without_suffix(name), suffix=suffix)
    try:
        refuse_link(folder)
        refuse_link(target.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            # Whatever else lies here was put here by somebody else.
            if old != target.parent and _OURS.fullmatch(old.name) and not is_link(old):
                # A player may hold it still: then it goes the next time.
                shutil.rmtree(old, ignore_errors=True)
        refuse_link(target)
        if not target.exists() or target.stat().st_size != stored.stat().st_size:
            shutil.copyfile(stored, target)
    except OSError as err:
        raise StoreError("disk.write", folder=str(folder), reason=err.strerror or str(err)) from err
    return target


def play(path: Path, player: str = "") -> None:
    """Have the person's player open a file, or the program that the system has for it.

    Args:
        player: the path of a program, as the person's own settings have it; "" for the system's.

    Raises:
        UsageError: `viewing.no_player`.
    """
    if handed_over(path):
        return
    if sys.platform == "win32" and not player:
        try:
            os.startfile(path)
        except OSError as err:
            raise UsageError("viewing.no_player", file=str(path)) from err
        return
    program = shutil.which(player or ("open" if sys.platform == "darwin" else "xdg-open"))
    if program is None:
        raise UsageError("viewing.no_player", file=str(path))
    process = subprocess.Popen(
        [program, str(path.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=shown_environment(),
        start_new_session=True,
    )
    # Some openers stay while the player runs, others are gone at once.
    with contextlib.suppress(subprocess.TimeoutExpired):
        if process.wait(timeout=_REFUSAL_S):
            raise UsageError("viewing.no_player", file=str(path))
