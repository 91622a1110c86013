"""Contents written now and kept later, together: what is read of one mail before it is stored."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from store.files.blobs import Blobs
from store.files.durable import sync_file, sync_folder, writing
from store.files.shared.cache import Cache

# More gain nothing.
_WAITERS = 4


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

    def keep(self) -> None:
        """Store everything; may run in another thread than the writing.

        Raises:
            StoreError: `disk.full` or `disk.write`; what is not stored yet stays a draft.
        """
        keep_together([self])

    def _secure(self, handle: int) -> None:
        """Nothing is durable before it is kept."""

    def _take(self, temporary: Path, digest: str) -> None:
        if digest in self._held:
            temporary.unlink()
        else:
            self._held[digest] = temporary


def keep_together(drafts: Sequence[UnfinishedFile]) -> None:
    """Store what is in several drafts of one folder.

    In this order: every content becomes durable, then all get their names, then the names become
    durable. The disk is asked for several at once: it writes down together what is asked for
    together, and each wait alone takes as long as for all.

    Raises:
        StoreError: `disk.full` or `disk.write`; what is not stored yet stays a draft.
    """
    for draft in drafts[:1]:
        held = [(each, *one) for each in drafts for one in each._held.items()]
        with writing(draft._folder), ThreadPoolExecutor(_WAITERS) as waiters:
            collections.deque(waiters.map(sync_file, (file for _, _, file in held)), 0)
            shared = (waiters.submit(each._share, file, digest) for each, digest, file in held)
            collections.deque((one.result() for one in list(shared)), 0)
            draft._make_folders(digest for _, digest, _ in held)
            folders = {each._name(file, digest) for each, digest, file in held}
            collections.deque(waiters.map(sync_folder, folders), 0)
    for draft in drafts:
        draft._held.clear()
