"""Which branches to show a person first: every source's weight for the branches that it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.evidence.sources import Cue, Place, Source
from mailsync.matching.names.fits import Standing

_POOL = 60
_PER_SOURCE = 12
_NEAR = 40


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
    weighed = [Ranked(bit, sum(s.weight for s in speaking if s.mask & bit)) for bit in pool]
    # A branch that nothing speaks for is no candidate.
    return tuple(sorted((r for r in weighed if r.weight), key=lambda r: (-r.weight, r.bit)))


def nearby(owners: Sequence[int], at: int, everywhere: int, colleges: int) -> tuple[Source, ...]:
    """Hints for the order of candidates: the branches of the files around one file.

    Args:
        owners: for each file the one branch that it was read as, else 0.
        everywhere: the branches of all files and lists of the mail.
        colleges: all branches of their sub-committees.
    """
    found: list[Source] = []
    before = next((owners[i] for i in range(at - 1, max(-1, at - _NEAR), -1) if owners[i]), 0)
    after = next((owners[i] for i in range(at + 1, min(len(owners), at + _NEAR)) if owners[i]), 0)
    for cue, mask in (
        (Cue.PREVIOUS, before),
        (Cue.FOLLOWING, after),
        (Cue.ELSEWHERE, everywhere),
        (Cue.COLLEGE_ELSEWHERE, colleges),
    ):
        if mask:
            found.append(Source(cue, mask, Standing.PARTIAL, Place.OTHER_FILE))
    return tuple(found)


def _add(pool: dict[int, None], mask: int, limit: int) -> None:
    for _ in range(limit):
        if not mask:
            return
        low = mask & -mask
        pool[low] = None
        mask ^= low
