"""Starting a program that reads a stranger's file: shut in first, then it takes our place."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from mailsync.programs.confine import confine
from mailsync.programs.environment import bare_python
from mailsync.programs.limits import limit_this

_START = "from mailsync.programs.launch import run; run({read!r}, sys.argv[1:])"
_START_OFFICE = "from mailsync.programs.launch import run_office; run_office(sys.argv[1:])"
# What an installation of LibreOffice keeps elsewhere, and the list of fonts.
_OFFICE_READS = (
    "/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig",
)  # fmt: skip
_OFFICE_MEMORY_BYTES = 2 << 30
_OFFICE_FILE_BYTES = 64 << 20
_OFFICE_CPU_S = 60


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


def confined_office(folder: Path, command: list[str]) -> list[str]:
    """The command line of LibreOffice that sees itself, its settings, fonts and one folder.

    It does not start where it cannot be shut in: a document may name pictures of the network.
    """
    return [*bare_python(_START_OFFICE), str(folder), *command]


def run_office(arguments: list[str]) -> None:
    """Become the office program, whose home is the folder."""
    folder, *command = arguments
    installed = Path(command[0]).parents[1]
    limit_this(
        memory_bytes=_OFFICE_MEMORY_BYTES, file_bytes=_OFFICE_FILE_BYTES, cpu_s=_OFFICE_CPU_S
    )
    held = confine(read=(str(installed), *_OFFICE_READS), write=(folder,), own_sockets=True)
    if held.no_network and held.few_files:
        os.environ |= {"HOME": folder, "TMPDIR": folder}
        os.execv(command[0], command)
