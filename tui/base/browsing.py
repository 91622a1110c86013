"""A link opened in the person's browser, where there is one that is not of the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from mailsync.programs.environment import shown_environment
from tui.base.served import OUTBOX, handed_over

_OPEN = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1], new=2))"


def can_browse(environ: Mapping[str, str]) -> bool:
    """Whether a browser can be shown: on a terminal of a server it would take the screen."""
    if environ.get(OUTBOX):
        return False
    if sys.platform in ("win32", "darwin") or environ.get("BROWSER"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_link(url: str) -> bool:
    """Open a link of a mail in the browser; False where there is none, or it is no web address."""
    if urlsplit(url).scheme not in ("http", "https") or not can_browse(os.environ):
        return False
    return _shown(url)


def open_file(path: Path) -> bool:
    """Open a file with the program that the system has for it; False where there is none."""
    if handed_over(path):
        return True
    if not can_browse(os.environ):
        return False
    return _shown(path.absolute().as_uri())


def _shown(address: str) -> bool:
    """Have Python's own search for browsers open an address, in an environment of a short list."""
    asked = subprocess.run(
        [sys.executable, "-I", "-c", _OPEN, address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=shown_environment(),
        start_new_session=sys.platform != "win32",
        check=False,
    )
    return asked.returncode == 0
