"""Modules of a package that are imported when something of them is first wanted.

The face of a package says which these are; whoever uses one imports it at the top, as a module,
`from tui.base import jobs`, and asks it for its names where they are used: `jobs.opened`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _Waiting(ModuleType):
    """Stands for a module until one of its names is asked for."""

    def __getattr__(self, name: str) -> Any:
        # The import system's own locks make this safe for threads.
        return getattr(import_module(self.__name__), name)


def lazy(package: str, *names: str) -> None:
    """Have modules of a package wait; once imported, they stand in the package themselves."""
    face = sys.modules[package]
    for name in names:
        setattr(face, name, _Waiting(f"{package}.{name}"))
