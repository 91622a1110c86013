"""Looking for garbage: not while the program starts, not among what was imported and read."""

from __future__ import annotations

import gc


def look_for_garbage() -> None:
    """Begin to look for garbage, but not among what was imported and read so far."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
