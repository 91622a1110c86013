"""Letters to the reviewers of the panel: what holds both kinds back, and why one is due no more."""

from __future__ import annotations

from store.letters.letter import Letter, Reason
from store.views.items.reviewer_facts import ReviewerStanding
from store.views.letters.facts import LetterFacts


def pack_key(standing: ReviewerStanding) -> str:
    """The key of what a reviewer is told by a pack: just this one, at this address."""
    digest = standing.pack.digest if standing.pack else ""
    reviewer = standing.reviewer
    return f"pack:{reviewer.id}:{digest}:{reviewer.address.strip().lower()}"


def unreachable(standing: ReviewerStanding, recipients: int) -> Reason | None:
    """Why a reviewer gets no letter whatever it says."""
    if not recipients:
        return Reason("letters.dropped.no_reviewer_address")
    if standing.unread:
        return Reason("letters.dropped.sheet_unread")
    return None


def reviewer_gone(letter: Letter, facts: LetterFacts) -> Reason:
    """Why a letter to a reviewer that was due is due no more."""
    standing = next((one for one in facts.reviewers if one.reviewer.id == letter.addressee), None)
    if standing is None:
        return Reason("letters.dropped.no_reviewer")
    return Reason("letters.dropped.pack_gone" if standing.owed else "letters.dropped.scored")
