"""Paths as people type or drop them: quoted, escaped, several, as file:// addresses."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

_SEPARATORS = re.compile(r"[;；\n]+")
_MOST_DOWNLOADS = 20
# Half-way files of browsers.
_UNFINISHED = frozenset((".crdownload", ".part", ".download", ".tmp", ".opdownload"))


def read_paths(text: str) -> tuple[Path, ...]:
    """The paths that a text names; a text that is one existing file as it stands is that file."""
    text = text.strip()
    if not text:
        return ()
    if _exists(whole := _path(text)):
        return (whole,)
    if _SEPARATORS.search(text):
        parts = [part.strip() for part in _SEPARATORS.split(text)]
    else:
        parts = _shell_words(text)
    return tuple(_path(part) for part in parts if part)


def newest_downloads(folder: Path) -> tuple[Path, ...]:
    """The files that were last put into the folder of downloads, newest first."""
    try:
        found = [
            (entry.stat().st_mtime, Path(entry.path))
            for entry in os.scandir(folder)
            if entry.is_file() and not entry.name.startswith(".")
        ]
    except OSError:
        return ()
    found.sort(key=lambda pair: (-pair[0], pair[1].name))
    return tuple(path for _, path in found if path.suffix.lower() not in _UNFINISHED)[
        :_MOST_DOWNLOADS
    ]


def _shell_words(text: str) -> list[str]:
    """Words as a terminal pastes dropped files: blanks quoted or escaped."""
    try:
        return shlex.split(text, posix=os.name != "nt")
    except ValueError:
        return [text]


def _path(text: str) -> Path:
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    if bare.startswith("file://"):
        bare = url2pathname(unquote(urlsplit(bare).path))
    return Path(bare).expanduser() if bare.startswith("~") else Path(bare)


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
