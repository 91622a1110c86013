"""What a path that is being typed may go on as: the first file or folder that fits."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.suggester import Suggester

# So many entries of a folder are looked at.
_MOST = 5_000


def completed(value: str) -> str | None:
    """The value with its last path completed; None where nothing fits.

    Paths are separated by semicolons; a folder ends in a slash, so that it can be gone on with.
    """
    last = value.replace("；", ";").rpartition(";")[2].lstrip()
    folder, name = os.path.split(last)
    if not folder or last.startswith(("'", '"')):
        return None
    names = []
    try:
        with os.scandir(Path(folder).expanduser()) as entries:
            for _, entry in zip(range(_MOST), entries, strict=False):
                hidden = entry.name.startswith(".") and not name.startswith(".")
                if entry.name.startswith(name) and not hidden:
                    names.append(entry.name + ("/" if entry.is_dir() else ""))
    except (OSError, ValueError, RuntimeError):
        return None
    found = min(names, default=None)
    return None if found is None else value + found[len(name) :]


class PathSuggester(Suggester):
    """Completes the path in a field; Right takes what is proposed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Look into the folder beside the screen's work."""
        return await asyncio.to_thread(completed, value)
