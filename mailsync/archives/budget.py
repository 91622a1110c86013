"""What the files of one mail may cost together, whatever they are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic

from mailsync.archives.unpack import Unpacked, UnpackLimits


@dataclass(slots=True)
class Budget:
    """What is left: members of archives, bytes that come out of them, seconds in children.

    What comes after it is spent is kept unopened and unmeasured, and listed as a problem.
    """

    members: int = 5_000
    unpacked_bytes: int = 1 << 30
    child_s: float = 60.0

    def within(self, limits: UnpackLimits) -> UnpackLimits:
        """The limits of one archive that do not reach beyond what is left."""
        return replace(
            limits,
            members=min(limits.members, self.members),
            total_bytes=min(limits.total_bytes, self.unpacked_bytes),
            time_s=min(limits.time_s, self.child_s),
        )

    def spent_on(self, archive: Unpacked) -> None:
        """Count what came out of an archive, or was written before a limit stopped it."""
        self.members -= max(archive.counted, len(archive.members))
        self.unpacked_bytes -= max(
            archive.unpacked_bytes, sum(member.size_bytes for member in archive.members)
        )

    @property
    def spent(self) -> bool:
        """Whether nothing more may be opened."""
        return self.members <= 0 or self.unpacked_bytes <= 0 or self.child_s <= 0

    @contextlib.contextmanager
    def child_works(self) -> Iterator[None]:
        """Count the seconds in which a child works."""
        began = monotonic()
        try:
            yield
        finally:
            self.child_s -= monotonic() - began
