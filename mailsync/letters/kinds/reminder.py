"""催办: what is open as the limit comes nearer, in rounds such as T-7 and T-2."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.item_drafts import (
    item_drafts,
    items_at_rest,
    smallest_round,
    without_returns,
)
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import BranchNeeds, round_now
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, _told: Collection[str]) -> Iterator[Draft]:
    rest = without_returns(facts)

    def ahead(needs: BranchNeeds) -> BranchNeeds:
        """What may still come in time."""
        found = rest(needs)
        return replace(found, open=tuple(e for e in found.open if facts.as_of <= e.limit))

    def keys(needs: BranchNeeds) -> Collection[str]:
        limits = dict.fromkeys(entry.limit for entry in needs.open)
        rounds = {limit: _round(limit, facts, asked) for limit in limits}
        return tuple(
            f"reminder:{needs.branch.id}:{limit.isoformat()}:{name}"
            for limit, name in rounds.items()
            if name
        )

    return item_drafts(
        KIND.name,
        KIND.mode(asked),
        facts,
        asked,
        keys,
        rest_of=ahead,
        round_of=smallest_round,
    )


def _round(limit: datetime, facts: LetterFacts, asked: Asked) -> str | None:
    """The round of what is due by then: the one asked for, else the one that is on."""
    return asked.round or round_now(facts.as_of, limit, asked.settings.rounds, asked.zone)


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
