"""催办: what is open as the limit comes nearer, in rounds such as T-7 and T-2."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
    def keys(needs: BranchNeeds) -> Collection[str]:
        name = _round(needs, facts, asked)
        if name is None:
            return ()
        return (f"reminder:{needs.branch.id}:{needs.limit.isoformat()}:{name}",)

    return item_drafts(
        KIND.name,
        KIND.mode(asked),
        facts,
        asked,
        keys,
        rest_of=without_returns(facts),
        round_of=smallest_round,
    )


def _round(needs: BranchNeeds, facts: LetterFacts, asked: Asked) -> str | None:
    """The round of a branch: the one asked for, else the one that is on."""
    if facts.as_of > needs.limit:
        return None
    return asked.round or round_now(facts.as_of, needs.limit, asked.settings.rounds, asked.zone)


KIND = LetterKind(
    name="reminder",
    place=1,
    drafts=_drafts,
    setting="letters.to_reminder",
    at_rest=partial(items_at_rest, "reminder"),
    by_date=True,
    along=("return",),
    asks=("plan", "video"),
    asks_for_files=True,
    lists_findings=True,
    pinyin="cui ban",
)
