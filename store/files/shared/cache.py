"""What a desk keeps of shared contents: fetched once, checked, and dropped when it is too much."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from threading import Lock

from store.files import digest as digests
from store.files.durable import writing
from store.files.lock import try_lock
from store.files.shared.contract import SharedContents

# What somebody asked for within so many seconds may just be opened.
_IN_USE_S = 900.0


class Cache:
    """The folder of a desk beside a shared place."""

    def __init__(self, folder: Path, shared: SharedContents, most_bytes: int) -> None:
        self.shared = shared
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = Lock()
        # Unknown before the first look.
        self._bytes: int | None = None

    def fetch(self, digest: str, target: Path) -> None:
        """Have a content at its place in the cache, where the shared place has it whole.

        Raises:
            StoreError: `contents.*`, `disk.*`.
        """
        if target.exists():
            with contextlib.suppress(OSError):
                os.utime(target)
            return
        with writing(self._folder):
            handle, name = tempfile.mkstemp(prefix=".new-", dir=self._folder)
            fetched = Path(name)
            try:
                hasher, size = digests.sha256(), 0
                with os.fdopen(handle, "wb") as out:
                    try_lock(out.fileno())
                    for piece in self.shared.pieces(digest):
                        hasher.update(piece)
                        size += len(piece)
                        out.write(piece)
                    out.flush()
                    os.fsync(out.fileno())
                # One that is not what it was is as good as none.
                if hasher.hexdigest() == digest:
                    target.parent.mkdir(mode=0o700, exist_ok=True)
                    fetched.replace(target)
                    self.grew(size, now=target.stat().st_mtime)
            except FileNotFoundError:
                return
            finally:
                fetched.unlink(missing_ok=True)

    def grew(self, size_bytes: int, *, now: float) -> None:
        """Count what came; drop what was not asked for for longest where it is too much."""
        with self._lock:
            if self._bytes is not None:
                self._bytes += size_bytes
            if self._bytes is None or self._bytes > self._most_bytes:
                self._bytes = self._dropped(now)

    def keep_only_shared(self) -> None:
        """Drop what the shared place has no more: somebody deleted it for good.

        Raises:
            StoreError: `contents.*`; everything stays then.
        """
        # In this order: what has a name here was there before.
        held = tuple(self._folder.glob("[0-9a-f][0-9a-f]/*"))
        there = {digest for digest, _ in self.shared.listed()}
        for path in held:
            if path.name not in there:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _dropped(self, now: float) -> int:
        """What is left, in bytes, when at most four fifths of what may be are."""
        found = []
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            with contextlib.suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        held = sum(size for _, size, _ in found)
        if held <= self._most_bytes:
            return held
        for used, size, path in sorted(found):
            if held <= self._most_bytes * 4 // 5 or used > now - _IN_USE_S:
                break
            # Windows keeps what is open.
            with contextlib.suppress(OSError):
                path.unlink()
                held -= size
        return held
