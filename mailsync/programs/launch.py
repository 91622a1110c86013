"""Starting a program that reads a stranger's file: shut in first, then it takes our place."""

from __future__ import annotations

import os
import sys

from mailsync.programs.confine import confine
from mailsync.programs.environment import bare_python

_START = "from mailsync.programs.launch import run; run({read!r}, sys.argv[1:])"


def confined(command: list[str], *, read: tuple[str, ...]) -> list[str]:
    """The command line of a program that sees only itself, the system's libraries and `read`.

    It writes nowhere: what it makes goes to its standard output. Elsewhere than on Linux it is
    the command as it is.
    """
    if sys.platform != "linux":
        return command
    program = os.path.realpath(command[0])
    start = _START.format(read=(*read, os.path.dirname(program)))  # noqa: PTH120
    return [*bare_python(start), *command]


def run(read: tuple[str, ...], command: list[str]) -> None:
    """Become the program."""
    confine(read=read)
    os.execv(command[0], command)
