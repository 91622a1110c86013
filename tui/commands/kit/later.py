"""The work of a command, imported when it runs: help, completions and errors need none of it."""

from __future__ import annotations

import importlib
from collections.abc import Callable


def later(name: str) -> Callable[..., int]:
    """A callback that stands for another one, named as "module:function"."""
    module, _, function = name.partition(":")

    def run(**given: object) -> int:
        work: Callable[..., int] = getattr(importlib.import_module(module), function)
        return work(**given)

    return run
