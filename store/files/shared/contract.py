"""What every place for shared contents does; each content lies there under its sha256, for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

# Lies in a place of ours: without it a share is not mounted, or a bucket is another's.
MARKER = "sixones-contents"
CHUNK_BYTES = 1 << 20


class SharedContents(Protocol):
    """An open place. Several threads may use it at once.

    Each method raises `contents.unreachable`, `contents.refused`, `contents.full` or
    `contents.none` (StoreError) where the place does not do it.
    """

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        ...

    def prepare(self) -> None:
        """Make it a place of ours, or see that it is one."""
        ...

    def store(self, file: Path, digest: str) -> None:
        """Store a file; it is durable there when this returns. What is there already stays."""
        ...

    def pieces(self, digest: str) -> Iterator[bytes]:
        """A content as it is there, unchecked.

        Raises:
            FileNotFoundError: it is not there, and the place is.
        """
        ...

    def size_of(self, digest: str) -> int | None:
        """How many bytes are there of a content, None where it is not there."""
        ...

    def listed(self) -> Iterator[tuple[str, int]]:
        """Every content that is there, with its size in bytes."""
        ...

    def remove(self, digest: str) -> None:
        """Take a content away, whether or not it is there."""
        ...

    def knows_conditions(self) -> bool:
        """Whether it refuses to store under a name that is taken, when asked to; for a check of
        the machine: without that a content that two desks store at once is sent twice."""
        ...
