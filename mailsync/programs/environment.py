"""How programs are started: with a short environment, so that no password goes along."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

# What a program without a screen needs to start, on whatever system.
_BARE = (
    "PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TMPDIR", "TEMP", "TMP", "TZ",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE",
)  # fmt: skip
# What a program that the person looks at needs beside it: home, display, session.
_SHOWN = (
    "HOME", "USER", "LOGNAME", "SHELL", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION", "BROWSER", "SESSION_MANAGER",
    "USERPROFILE", "USERNAME", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA",
    "PROGRAMFILES", "PROGRAMFILES(X86)", "PULSE_SERVER", "GTK_IM_MODULE", "QT_IM_MODULE",
    "XMODIFIERS",
)  # fmt: skip
_SHOWN_PREFIXES = ("XDG_", "KDE_", "GNOME_", "WSL")


def bare_environment(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """For a child that looks into files."""
    environ = os.environ if environ is None else environ
    return {name: value for name, value in environ.items() if name.upper() in _BARE}


def bare_python(code: str) -> list[str]:
    """The command line of a Python that runs some code of ours, and nothing of the user's.

    Without site it starts sooner, and no environment, folder or settings of the user's have a say.
    """
    start = f"import sys; sys.path[:] = {sys.path!r}; {code}"
    return [sys.executable, "-B", "-S", "-E", "-s", "-X", "utf8", "-c", start]


def shown_environment(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """For a player, a browser or an office program."""
    environ = os.environ if environ is None else environ
    return {
        name: value
        for name, value in environ.items()
        if name.upper() in _BARE or name.upper() in _SHOWN or name.startswith(_SHOWN_PREFIXES)
    }
