"""Sizes of files as people read them."""

from __future__ import annotations

# As people and mail providers count it.
MEGABYTE = 1_000_000


def size_text(size_bytes: int) -> str:
    """A size in the unit that people read."""
    if size_bytes >= 10 * MEGABYTE:
        return f"{size_bytes / MEGABYTE:.0f} MB"
    if size_bytes >= MEGABYTE / 10:
        return f"{size_bytes / MEGABYTE:.1f} MB"
    return f"{max(size_bytes / 1000, 0.1):.1f} kB"
