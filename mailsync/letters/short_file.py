"""The short texts of letters as a file, to be pasted into a chat group or read out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from store.files.own_files import own_folder
from store.letters.letter import Letter
from store.workspace.settings_file import replace_file

FOLDER = "letters"


def write_short(folder: Path, letters: Sequence[Letter], *, now: datetime) -> Path:
    """Write them, a blank line between two; returns the file.

    Args:
        folder: of the workspace.
        now: in the zone that the file is named by.

    Raises:
        StoreError: `disk.*`, `workspace.link`.
    """
    target = own_folder(folder, FOLDER) / f"{now:%Y-%m-%d-%H%M%S}.txt"
    replace_file(target, "\n".join(letter.short for letter in letters))
    return target
