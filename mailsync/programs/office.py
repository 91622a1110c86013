"""LibreOffice, where the machine has one."""

from __future__ import annotations

import shutil
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
_ELSEWHERE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)

# The library of each part that can be installed by itself.
_PARTS = {"writer": "libswlo.so", "calc": "libsclo.so", "impress": "libsdlo.so"}


def find_office() -> str | None:
    """The program, None where there is none."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    return next((place for place in _ELSEWHERE if Path(place).is_file()), None)


def find_office_core() -> Path | None:
    """The program behind the one that is called, which can be shut in; None where it is hidden.

    What is called is a script and a starter that need more of the system.
    """
    called = find_office()
    if called is None:
        return None
    core = Path(called).resolve().with_name("soffice.bin")
    return core if core.is_file() else None


def missing_parts(core: Path) -> tuple[str, ...]:
    """Which parts the program behind is without: texts, tables, slides."""
    return tuple(part for part, library in _PARTS.items() if not core.with_name(library).is_file())
