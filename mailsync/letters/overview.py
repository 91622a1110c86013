"""What the screen of letters shows: what is due by urgency, what is in doubt, what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailsync.letters.kinds import letter_kinds
from mailsync.letters.planning import ALL, plan_now
from store.db.database import Store
from store.db.decisions import live_decisions
from store.items.review import reviewers_of
from store.letters.letter import Dropped, LetterPlan, SendState
from store.letters.returned import LetterAnswer, UnfitBounce, answers, unfit_bounces
from store.letters.standing import LetterStanding, begun_letters, sent_since, shown_letters
from store.model import Intent
from store.roster.stored import StoredRoster, load_roster
from store.views.letters.facts import letter_facts
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LettersView:
    """Letters as of one moment.

    Attributes:
        due: planned, approved and half-sent letters, the most urgent first.
        doubts: letters of which a recipient is in doubt or refused it.
        history: everything that went or was tried, newest first.
        days_since: whole days since a sub-committee, or whoever belongs to none, had their last
            letter, by `Letter.hearer`; none had if not in it.
        bounces: mails that return a letter which none of ours fits.
        answers: what people answered, by letter id.
        left_today: how many recipients today's limit still allows.
        unclaimed: files by sub-committee whose people sent them and that wait to be assigned.
        open_messages: what open conversations want, by the sub-committee that they come from.
    """

    plan: LetterPlan
    due: tuple[LetterStanding, ...]
    dropped: tuple[Dropped, ...]
    doubts: tuple[LetterStanding, ...]
    history: tuple[LetterStanding, ...]
    days_since: Mapping[str, int]
    unclaimed: Mapping[str, int]
    roster: StoredRoster
    reviewers: Mapping[str, str]
    bounces: tuple[UnfitBounce, ...] = ()
    left_today: int = 0
    open_messages: Mapping[str, tuple[Intent | None, ...]] = field(default_factory=dict)
    answers: Mapping[str, tuple[LetterAnswer, ...]] = field(default_factory=dict)

    @property
    def approved(self) -> tuple[LetterStanding, ...]:
        """The letters that wait to be sent."""
        return tuple(entry for entry in self.due if entry.waiting)

    def name(self, identifier: str) -> str:
        """The name of a sub-committee, a branch or a reviewer."""
        return self._names.get(identifier, identifier)

    @property
    def _names(self) -> dict[str, str]:
        return {
            **self.reviewers,
            **self.roster.names,
            **{branch.id: branch.name for branch in self.roster.branches},
        }


def left_today(store: Store, workspace: Workspace, *, now: datetime) -> int:
    """How many recipients the limit of today still allows."""
    dates = workspace.notice.dates
    midnight = dates.start_of(dates.day(now))
    return max(workspace.settings.letters.daily_limit - sent_since(store, midnight), 0)


def letters_view(
    store: Store, workspace: Workspace, *, now: datetime, before: LetterPlan | None = None
) -> LettersView:
    """Read and plan; nothing is kept.

    Args:
        before: the plan that was shown last: what it listed and is complete now is told.

    Raises:
        ConfigError: `template.*`, `days.invalid`, `scope.unknown`.
    """
    facts = letter_facts(store, workspace, now=now)
    plan = plan_now(workspace, store, now=now, round_name=ALL, before=before, facts=facts)
    begun = begun_letters(store)
    due = shown_letters(store, plan.letters)
    listed = {entry.letter.id for entry in due}
    # Half sent: the rest is still to go. One that went to nobody and is not asked for any more, or
    # in other words, is no longer due.
    due += tuple(
        entry
        for entry in begun
        if entry.waiting and entry.told_at is not None and entry.letter.id not in listed
    )
    dates = workspace.notice.dates
    today = dates.day(now)
    days: dict[str, int] = {}
    for entry in begun:
        if entry.told_at is not None:
            ago = (today - dates.day(entry.told_at)).days
            heard = entry.letter.hearer
            days[heard] = min(days.get(heard, ago), ago)
    return LettersView(
        plan=plan,
        due=tuple(sorted(due, key=lambda entry: _urgency(entry, days))),
        dropped=plan.dropped,
        doubts=tuple(
            entry
            for entry in begun
            if any(r.state in (SendState.UNKNOWN, SendState.REFUSED) for r in entry.recipients)
        ),
        history=tuple(
            entry for entry in begun if any(r.state.may_have_arrived for r in entry.recipients)
        ),
        days_since=days,
        unclaimed=facts.unclaimed,
        roster=load_roster(store),
        reviewers={one.id: one.name for one in reviewers_of(live_decisions(store)).values()},
        bounces=unfit_bounces(store),
        left_today=left_today(store, workspace, now=now),
        open_messages=facts.open_messages,
        answers=answers(store),
    )


def _urgency(entry: LetterStanding, days: Mapping[str, int]) -> tuple[int, int, int]:
    """Overdue before all; then who heard from us longest ago; then who owes most."""
    letter = entry.letter
    heard = days.get(letter.hearer, 100_000)
    kind = letter_kinds().get(letter.kind)
    return (kind.place if kind else 0, -heard, -len(letter.branch_ids or letter.about))
