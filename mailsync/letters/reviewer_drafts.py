"""Letters to the reviewers of the panel, each to their own address about their own cases; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.recipients import reviewer_recipients
from store.db.acts import subject, subject_kind
from store.letters.letter import Dropped, Letter, LetterKind, LetterPlan, Reason
from store.text.sizes import MEGABYTE
from store.views.items.reviewer_facts import ReviewerStanding
from store.views.letters.facts import LetterFacts


def packs(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    """The pack of every reviewer who owes scores and has not got just this one at this address."""
    for standing in facts.reviewers:
        pack, reviewer = standing.pack, standing.reviewer
        if pack is None or pack.way != "mail" or not standing.owed:
            continue
        key = _pack_key(standing)
        if key in told:
            continue
        mine = f"pack:{reviewer.id}:"
        yield Draft(
            kind=LetterKind.PACK,
            target=subject("reviewer", reviewer.id),
            sub_committee_id="",
            needs=(),
            recipients=reviewer_recipients(reviewer, asked.own),
            about=(key,),
            reviewer=standing,
            replaces=any(
                one.startswith(mine) and not one.startswith(f"{mine}{pack.digest}:") for one in told
            ),
        )


def _pack_key(standing: ReviewerStanding) -> str:
    digest = standing.pack.digest if standing.pack else ""
    reviewer = standing.reviewer
    return f"pack:{reviewer.id}:{digest}:{reviewer.address.strip().lower()}"


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


def reviewer_held_back(
    standing: ReviewerStanding, draft: Draft, facts: LetterFacts, asked: Asked
) -> Reason | None:
    """Why a reviewer gets no letter as things stand; None where nothing speaks against it."""
    if not draft.recipients:
        return Reason("letters.dropped.no_reviewer_address")
    if standing.unread:
        return Reason("letters.dropped.sheet_unread")
    if draft.kind is LetterKind.PACK:
        return _pack_held_back(standing, asked)
    return Reason("letters.dropped.pack_first") if _pack_waits(standing, facts) else None


def _pack_held_back(standing: ReviewerStanding, asked: Asked) -> Reason | None:
    pack, most = standing.pack, asked.settings.attach_mb
    if standing.pack_state != "ready":
        return Reason(f"letters.dropped.pack_{standing.pack_state}")
    if pack is not None and pack.size_bytes > most * MEGABYTE:
        # Rounded up: what is too big by a little never looks as if it fitted.
        size = -(-pack.size_bytes // MEGABYTE)
        return Reason("letters.dropped.pack_too_big", {"size": size, "limit": most})
    return None


def _pack_waits(standing: ReviewerStanding, facts: LetterFacts) -> bool:
    """Whether the pack that the scores are given for still waits to be mailed."""
    if standing.pack is None or standing.pack.way != "mail":
        return False
    return all(_pack_key(standing) not in past.about for past in facts.past)


def not_due_any_more(letter: Letter, facts: LetterFacts) -> Reason:
    """Why a letter that was due is due no more."""
    if subject_kind(letter.target) != "reviewer":
        return Reason("letters.dropped.complete")
    standing = next((one for one in facts.reviewers if one.reviewer.id == letter.addressee), None)
    if standing is None:
        return Reason("letters.dropped.no_reviewer")
    return Reason("letters.dropped.pack_gone" if standing.owed else "letters.dropped.scored")


def scored_since(before: LetterPlan, facts: LetterFacts) -> Iterator[Dropped]:
    """The reviewers whom the last plan reminded and who owe nothing any more."""
    finished = {one.reviewer.id for one in facts.reviewers if not one.owed}
    for letter in before.letters:
        if letter.kind is LetterKind.SCORES and letter.addressee in finished:
            reason = Reason("letters.dropped.scored")
            yield Dropped(LetterKind.SCORES, "", (), reason, letter.addressee)
