"""Which branches to show a person first: every source's weight for the branches that it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.sources import Source

_POOL = 60
_PER_SOURCE = 12


@dataclass(frozen=True, slots=True)
class Ranked:
    """One branch by its bit, with its weight in nats."""

    bit: int
    weight: float


def rank(left: int, sources: Sequence[Source]) -> tuple[Ranked, ...]:
    """The likeliest branches, best first; equals in the order of their ids."""
    speaking = sorted(
        (s for s in sources if s.mask), key=lambda s: (-s.weight, s.mask.bit_count(), s.mask)
    )
    if not speaking:
        return ()
    pool: dict[int, None] = {}
    _add(pool, left, _POOL)
    for first in speaking:
        narrowed = first.mask
        for other in speaking:
            if narrowed & other.mask:
                narrowed &= other.mask
        _add(pool, narrowed, _PER_SOURCE)
        if len(pool) >= _POOL:
            break
    weighed = [Ranked(bit, sum(s.weight for s in speaking if s.mask & bit)) for bit in pool]
    return tuple(sorted(weighed, key=lambda r: (-r.weight, r.bit)))


def _add(pool: dict[int, None], mask: int, limit: int) -> None:
    for _ in range(limit):
        if not mask:
            return
        low = mask & -mask
        pool[low] = None
        mask ^= low
