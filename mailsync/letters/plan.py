"""The plan: which letters go out now, whole and readable, and who gets none and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from mailsync.letters.composer import Writer, gathered, write
from mailsync.letters.draft import Asked, Draft
from mailsync.letters.kind import LetterKind
from mailsync.letters.kinds import by_hand, letter_kinds
from store.letters.letter import (
    Dropped,
    Letter,
    LetterPart,
    LetterPlan,
    Reason,
    plan_digest,
)
from store.letters.standing import LetterStanding, PastLetter
from store.views.letters.facts import LetterFacts

# How long the words of a letter hold: they say how many days are left, and carry a date. Long
# enough to send the rest of a plan on the next day.
FRESH_FOR = timedelta(hours=36)


def make_plan(
    facts: LetterFacts, asked: Asked, writer: Writer, *, before: LetterPlan | None = None
) -> LetterPlan:
    """Plan letters: what is due, less what was sent in this round or a short while ago.

    Args:
        before: the plan that was shown last: branches in it that owe nothing now are told of.

    Raises:
        ConfigError: `template.*`.
    """
    dropped: list[Dropped] = []
    due: list[Draft] = []
    for draft in _drafts(facts, asked, told=_told(facts.past)):
        reason = _held_back(draft, facts, asked)
        if reason is None:
            due.append(draft)
            if rest := tuple(one for one in draft.told_before if one not in draft.branch_ids):
                reason = Reason("letters.dropped.told_before")
                dropped.append(Dropped(draft.kind, draft.sub_committee_id, rest, reason))
        else:
            dropped.append(_drop_of(draft, reason))
    letters = [write(group, facts, writer) for group in gathered(due, asked)]
    for name in asked.kinds:
        dropped += letter_kinds()[name].at_rest(facts, asked, letters, before)
    return LetterPlan(plan_digest(letters), facts.as_of, tuple(letters), tuple(dropped))


def _drafts(facts: LetterFacts, asked: Asked, *, told: Collection[str]) -> Iterator[Draft]:
    """Every letter that the facts ask for, kind by kind, in the order of the roster.

    Args:
        told: keys of `Letter.about` that are no news any more.
    """
    for name in asked.kinds:
        yield from letter_kinds()[name].drafts(facts, asked, told)


def still_due(entry: LetterStanding, facts: LetterFacts, asked: Asked) -> Reason | None:
    """Check an approved letter against the facts as they are now; None where it holds.

    A letter of which anything changed, down to one branch or one address, is not sent: it would
    say what is no longer so. It is to be planned and approved again.
    """
    letter = entry.letter
    if entry.written_at is not None and facts.as_of - entry.written_at > FRESH_FOR:
        return Reason("letters.dropped.stale")
    known = replace(facts, past=tuple(past for past in facts.past if past.letter_id != letter.id))
    reasons = (_part_held_back(part, letter, known, asked) for part in letter.parts)
    return next((reason for reason in reasons if reason is not None), None)


def _part_held_back(
    part: LetterPart, letter: Letter, facts: LetterFacts, asked: Asked
) -> Reason | None:
    kind = letter_kinds().get(part.kind)
    if kind is None:
        return Reason("letters.dropped.changed")
    narrowed = replace(asked, kinds=(part.kind,), round=part.round or None)
    same = [
        draft
        for draft in _drafts(facts, narrowed, told=_told(facts.past))
        if draft.target == part.target
    ]
    if not same:
        return kind.gone(letter, facts)
    draft = next((draft for draft in same if draft.basis == part.basis), None)
    if draft is None:
        return Reason("letters.dropped.changed")
    return _held_back(draft, facts, asked)


def _held_back(draft: Draft, facts: LetterFacts, asked: Asked) -> Reason | None:
    kind = letter_kinds()[draft.kind]
    reason = kind.held_back(draft, facts, asked)
    if reason is not None:
        return reason
    if not draft.recipients:
        return Reason("letters.dropped.no_address")
    told = _told(facts.past)
    if not kind.repeats and all(key in told for key in draft.about):
        return Reason("letters.dropped.told", {"round": draft.round})
    if kind.by_hand:
        return None
    return _rests(draft, kind, facts, asked) or _heard_today(draft, facts, asked)


def _rests(draft: Draft, kind: LetterKind, facts: LetterFacts, asked: Asked) -> Reason | None:
    """Whether the same addressee had a letter of this kind a short while ago, or the same words
    some days ago."""
    settings = asked.settings
    until = [
        past.told_at + timedelta(hours=settings.cool_down_hours)
        for past in facts.past
        if past.kind in (kind.name, *kind.rests_after) and past.target == draft.target
    ]
    if kind.repeats and set(draft.about) <= _told(facts.past):
        until += [
            past.told_at + timedelta(days=settings.repeat_days)
            for past in facts.past
            if past.kind == kind.name and not set(past.about).isdisjoint(draft.about)
        ]
    if until and facts.as_of < max(until):
        over = asked.dates.local(max(until))
        return Reason("letters.dropped.cool_down", {"until": f"{over:%m-%d %H:%M}"})
    return None


def _heard_today(draft: Draft, facts: LetterFacts, asked: Asked) -> Reason | None:
    """Whether one of its addresses had its letter of the day."""
    if not asked.settings.one_a_day or not draft.sub_committee_id:
        return None
    today = asked.dates.day(facts.as_of)
    mine = {each.address.email.lower() for each in draft.recipients}
    heard = any(
        asked.dates.day(past.told_at) == today
        and not by_hand([past.kind])
        and not mine.isdisjoint(past.heard_by)
        for past in facts.past
    )
    return Reason("letters.dropped.heard_today") if heard else None


def _drop_of(draft: Draft, reason: Reason) -> Dropped:
    reviewer_id = draft.reviewer.reviewer.id if draft.reviewer else ""
    return Dropped(draft.kind, draft.sub_committee_id, draft.branch_ids, reason, reviewer_id)


def _told(past: Iterable[PastLetter]) -> frozenset[str]:
    return frozenset(key for letter in past for key in letter.about)
