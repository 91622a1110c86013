"""Letters to the reviewers of the panel, each to their own address about their own cases; pure."""

from __future__ import annotations

from collections.abc import Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.recipients import reviewer_recipients
from store.acts import subject, subject_kind
from store.letter import Dropped, Letter, LetterKind, LetterPlan, Reason
from store.views.letter_facts import LetterFacts
from store.views.reviewer_facts import ReviewerStanding


def score_reminders(facts: LetterFacts, asked: Asked) -> Iterator[Draft]:
    """A reminder for every reviewer who still owes scores.

    It names no branch by its id: no history of a branch tells who reviews it.
    """
    for standing in facts.reviewers:
        if standing.owed:
            reviewer = standing.reviewer
            yield Draft(
                kind=LetterKind.SCORES,
                target=subject("reviewer", reviewer.id),
                sub_committee_id="",
                needs=(),
                recipients=reviewer_recipients(reviewer, asked.own),
                about=tuple(f"scores:{reviewer.id}:{case.branch_id}" for case in standing.owed),
                reviewer=standing,
            )


def reviewer_held_back(standing: ReviewerStanding, draft: Draft) -> Reason | None:
    """Why a reviewer gets no letter as things stand; None where nothing speaks against it."""
    if not draft.recipients:
        return Reason("letters.dropped.no_reviewer_address")
    if standing.unread:
        return Reason("letters.dropped.sheet_unread")
    return None


def not_due_any_more(letter: Letter, facts: LetterFacts) -> Reason:
    """Why a letter that was due is due no more."""
    if subject_kind(letter.target) != "reviewer":
        return Reason("letters.dropped.complete")
    here = any(one.reviewer.id == letter.addressee for one in facts.reviewers)
    return Reason("letters.dropped.scored" if here else "letters.dropped.no_reviewer")


def scored_since(before: LetterPlan, facts: LetterFacts) -> Iterator[Dropped]:
    """The reviewers whom the last plan reminded and who owe nothing any more."""
    finished = {one.reviewer.id for one in facts.reviewers if not one.owed}
    for letter in before.letters:
        if letter.kind is LetterKind.SCORES and letter.addressee in finished:
            reason = Reason("letters.dropped.scored")
            yield Dropped(LetterKind.SCORES, "", (), reason, letter.addressee)
