"""Contents written now and kept later, together: what is read of one mail before it is stored."""

from __future__ import annotations

from pathlib import Path

from store.files.blobs import Blobs
from store.files.shared.cache import Cache


class UnfinishedFile(Blobs):
    """Contents that belong together, written now and kept later: all become durable at once.

    Until then they lie beside a file that its owner sweeps away with everything named after it,
    and only this draft knows them. A group waits for the disk about as long as one file does.
    """

    def __init__(self, folder: Path, beside: Path, cache: Cache | None = None) -> None:
        super().__init__(folder, cache)
        self._new_files = (beside.parent, f"{beside.name}-")
        self._held: dict[str, Path] = {}

    def path(self, digest: str) -> Path:
        """Where a content lies, whether or not it is kept yet."""
        return self._held.get(digest) or super().path(digest)

    def size_of(self, digest: str) -> int | None:
        """How many bytes are there of a content, whether or not it is kept yet."""
        held = self._held.get(digest)
        return held.stat().st_size if held else super().size_of(digest)

    def adopt(self, file: Path, digest: str) -> None:
        """Take over a finished file of the same file system, whose digest is known."""
        self._take(file, digest)

    def _secure(self, handle: int) -> None:
        """Nothing is durable before it is kept."""

    def _take(self, temporary: Path, digest: str) -> None:
        if digest in self._held:
            temporary.unlink()
        else:
            self._held[digest] = temporary
