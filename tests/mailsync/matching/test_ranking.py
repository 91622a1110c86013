"""Which branches are shown first: those that several places speak for."""

from __future__ import annotations

from mailsync.matching.evidence.sources import Cue, Place, Source
from mailsync.matching.names.fits import Standing
from mailsync.matching.ranking import rank


def source(cue: Cue, *branches: int) -> Source:
    mask = sum(1 << one for one in branches)
    return Source(cue, mask, Standing.PARTIAL, Place.OTHER_FILE)


def test_of_more_branches_than_are_compared_those_come_first_that_a_list_names() -> None:
    """A list without colleges fits branches of many; two of them are of the mail's own."""
    college = range(20, 110)
    sources = (
        source(Cue.SUBJECT, *college),
        source(Cue.FOLLOWING, 107),
        source(Cue.ELSEWHERE, *range(20), 106, 107),
    )
    ranked = rank(sum(1 << one for one in college), sources)
    assert [one.bit.bit_length() - 1 for one in ranked[:2]] == [107, 106]
