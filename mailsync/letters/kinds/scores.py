"""催评分: reviewers who still owe scores, from some days before their own date on. It names no
branch by its id: no history of a branch tells who reviews it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time

from mailsync.letters.draft import Asked, Draft, return_by
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import round_now
from mailsync.letters.recipients import reviewer_recipients
from mailsync.letters.reviewers import pack_key, reviewer_gone, unreachable
from store.db.acts import subject
from store.letters.letter import Dropped, Letter, LetterPlan, Reason
from store.text.wording import Wording
from store.views.items.reviewer_facts import ReviewerStanding
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, _told: Collection[str]) -> Iterator[Draft]:
    for standing in facts.reviewers:
        if standing.owed and (not asked.by_date or _is_near(standing, facts, asked)):
            reviewer = standing.reviewer
            yield Draft(
                kind=KIND.name,
                target=subject("reviewer", reviewer.id),
                sub_committee_id="",
                needs=(),
                recipients=reviewer_recipients(reviewer, asked.own),
                about=tuple(f"scores:{reviewer.id}:{case.branch_id}" for case in standing.owed),
                reviewer=standing,
                # What only holds it back is no word of it.
                reviewer_told=(
                    reviewer.id,
                    reviewer.name,
                    standing.assigned,
                    standing.owed,
                    return_by(standing),
                ),
            )


def _is_near(standing: ReviewerStanding, facts: LetterFacts, asked: Asked) -> bool:
    """Whether the day by which scores were asked for is over, or a round before it has begun."""
    if not (day := return_by(standing)):
        return False
    limit = datetime.combine(date.fromisoformat(day), time.max, asked.dates.zone)
    over = facts.as_of > limit
    return over or round_now(facts.as_of, limit, asked.settings.rounds, asked.dates) is not None


def _held_back(draft: Draft, facts: LetterFacts, _asked: Asked) -> Reason | None:
    standing = draft.reviewer
    if standing is None:
        return None
    reason = unreachable(standing, len(draft.recipients))
    if reason is None and _pack_waits(standing, facts):
        return Reason("letters.dropped.pack_first")
    return reason


def _pack_waits(standing: ReviewerStanding, facts: LetterFacts) -> bool:
    """Whether the pack that the scores are given for still waits to be mailed."""
    if standing.pack is None or standing.pack.way != "mail":
        return False
    return all(pack_key(standing) not in past.about for past in facts.past)


def _at_rest(
    facts: LetterFacts, _asked: Asked, _letters: Sequence[Letter], before: LetterPlan | None
) -> Iterator[Dropped]:
    """The reviewers whom the last plan reminded and who owe nothing any more."""
    finished = {one.reviewer.id for one in facts.reviewers if not one.owed}
    for letter in before.letters if before is not None else ():
        if letter.kind == KIND.name and letter.addressee in finished:
            reason = Reason("letters.dropped.scored")
            yield Dropped(KIND.name, "", (), reason, letter.addressee)


def _extent(letter: Letter, wording: Wording) -> str:
    return wording.say("letters.row.cases", n=len(letter.about))


KIND = LetterKind(
    name="scores",
    place=8,
    drafts=_drafts,
    held_back=_held_back,
    gone=reviewer_gone,
    at_rest=_at_rest,
    repeats=True,
    by_date=True,
    # Whoever has just got a pack is not reminded of it the same hour.
    rests_after=("pack",),
    apart=True,
    extent=_extent,
    pinyin="cui ping fen",
)
