"""Sets of branches as ints, bit i for branch i of a roster."""

from __future__ import annotations

from collections.abc import Iterable


def union(masks: Iterable[int]) -> int:
    """The branches that are in any of these sets."""
    total = 0
    for mask in masks:
        total |= mask
    return total
