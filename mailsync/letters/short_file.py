"""The short texts of letters as a file, to be pasted into a chat group or read out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from store.files.own_files import own_folder
from store.letters.letter import Letter
from store.text.visible import visible_body
from store.workspace.settings_file import replace_file

FOLDER = "letters"


def short_texts(letters: Iterable[Letter]) -> str:
    """Their short texts, a blank line between two, with nothing that a terminal would obey."""
    return visible_body("\n".join(letter.short for letter in letters))


def write_short(folder: Path, letters: Iterable[Letter], *, now: datetime) -> Path:
    """Write them; returns the file.

    Args:
        folder: of the workspace.
        now: in the zone that the file is named by.

    Raises:
        StoreError: `disk.*`, `workspace.link`.
    """
    target = own_folder(folder, FOLDER) / f"{now:%Y-%m-%d-%H%M%S}.txt"
    replace_file(target, short_texts(letters))
    return target
