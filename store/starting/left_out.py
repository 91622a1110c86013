"""Libraries import what they only may need; what nothing here asks for costs time and memory."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any, cast


@contextlib.contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Refuse modules within a block as if they were not installed; imported ones stay."""
    modules = cast("dict[str, Any]", sys.modules)
    refused = [name for name in names if name not in modules]
    modules.update(dict.fromkeys(refused))
    try:
        yield
    finally:
        for name in refused:
            del modules[name]
