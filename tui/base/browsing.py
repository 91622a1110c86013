"""A link opened in the person's browser, where there is one that is not of the terminal."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit


def can_browse(environ: Mapping[str, str]) -> bool:
    """Whether a browser can be shown: on a terminal of a server it would take the screen."""
    if sys.platform in ("win32", "darwin") or environ.get("BROWSER"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_link(url: str) -> bool:
    """Open a link of a mail in the browser; False where there is none, or it is no web address."""
    if urlsplit(url).scheme not in ("http", "https") or not can_browse(os.environ):
        return False
    try:
        return webbrowser.open(url, new=2)
    except webbrowser.Error:
        return False


def open_file(path: Path) -> bool:
    """Open a file with the program that the system has for it; False where there is none."""
    if not can_browse(os.environ):
        return False
    try:
        return webbrowser.open(path.absolute().as_uri(), new=2)
    except webbrowser.Error:
        return False
