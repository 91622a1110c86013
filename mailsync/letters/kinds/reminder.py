"""催办: what is open as the limit comes nearer, in rounds such as T-7 and T-2."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.item_drafts import item_drafts, item_key, items_at_rest, without_returns
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import BranchNeeds, OpenItem, days_before, round_now
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    rest = without_returns(facts)

    def ahead(needs: BranchNeeds) -> BranchNeeds:
        """What may still come in time."""
        found = rest(needs)
        return replace(found, open=tuple(e for e in found.open if facts.as_of <= e.limit))

    def key(needs: BranchNeeds, entry: OpenItem) -> str | None:
        name = _round(entry.limit, facts, asked)
        if name is None or (entry.asked_at and _is_within(entry.asked_at, name, entry, asked)):
            return None
        return f"{item_key(KIND.name, needs, entry)}:{name}"

    def smallest(due: Sequence[BranchNeeds]) -> str:
        rounds = (_round(entry.limit, facts, asked) for needs in due for entry in needs.open)
        return min((name for name in rounds if name), key=days_before)

    return item_drafts(
        KIND.name,
        KIND.mode(asked),
        facts,
        asked,
        told,
        key,
        rest_of=ahead,
        round_of=smallest,
    )


def _round(limit: datetime, facts: LetterFacts, asked: Asked) -> str | None:
    """The round of what is due by then: the one asked for, else the one that is on."""
    return asked.round or round_now(facts.as_of, limit, asked.settings.rounds, asked.dates)


def _is_within(at: datetime, round_name: str, entry: OpenItem, asked: Asked) -> bool:
    """Whether a moment lies in a round: what was returned then is not asked for once more in it."""
    days = asked.dates.day(entry.limit) - asked.dates.day(at)
    return days <= timedelta(days=days_before(round_name))


KIND = LetterKind(
    name="reminder",
    place=1,
    drafts=_drafts,
    setting="letters.to_reminder",
    at_rest=partial(items_at_rest, "reminder"),
    by_date=True,
    along=("return", "own_item"),
    asks=("plan", "video"),
    asks_for_files=True,
    lists_findings=True,
    pinyin="cui ban",
)
