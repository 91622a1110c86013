"""Which branches to show a person first: every source's weight for the branches that it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.evidence.sources import Source

_POOL = 60
_PER_SOURCE = 12
# What the first sight of a name is worth in nats, among those that it leaves open.
_LIKELY = 1.5


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
    # Of more than the pool holds, those come first that several sources speak for.
    if left.bit_count() <= _POOL:
        _add(pool, left, _POOL)
    for first in speaking:
        narrowed = first.mask
        for other in speaking:
            if narrowed & other.mask:
                narrowed &= other.mask
        _add(pool, narrowed, _PER_SOURCE)
        _add(pool, first.mask & left, _PER_SOURCE)
        if len(pool) >= _POOL:
            break
    _add(pool, left, _POOL - len(pool))
    for first in speaking:
        _add(pool, first.mask, _PER_SOURCE)
    weighed = [
        Ranked(
            bit,
            sum(s.weight + (_LIKELY if s.likely & bit else 0) for s in speaking if s.mask & bit),
        )
        for bit in pool
    ]
    # A branch that nothing speaks for is no candidate.
    return tuple(sorted((r for r in weighed if r.weight), key=lambda r: (-r.weight, r.bit)))


def _add(pool: dict[int, None], mask: int, limit: int) -> None:
    for _ in range(limit):
        if not mask:
            return
        low = mask & -mask
        pool[low] = None
        mask ^= low
