"""What was drawn of files, kept while the program runs; on the disk it would be one copy more."""

from __future__ import annotations

import threading
from collections.abc import Hashable

import msgspec

# The looks of so many files are kept.
_MOST = 64


class Picture(msgspec.Struct, frozen=True):
    """One picture as a PNG, and the name of what it shows."""

    name: str
    png: bytes


class Drawn:
    """The pictures of the latest files that were drawn; all screens share them."""

    def __init__(self) -> None:
        # Whoever starts an office program holds it: two at once take twice the memory.
        self.one_at_a_time = threading.Lock()
        self._kept: dict[Hashable, tuple[Picture, ...]] = {}

    def get(self, key: Hashable) -> tuple[Picture, ...] | None:
        """What was drawn; None where nothing was tried yet."""
        return self._kept.get(key)

    def keep(self, key: Hashable, drawn: tuple[Picture, ...]) -> None:
        """Keep one more, in place of the first."""
        self._kept[key] = drawn
        if len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]
