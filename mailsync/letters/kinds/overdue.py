"""逾期: the limit is past and an item was not in by then."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.item_drafts import item_drafts, item_key, items_at_rest, without_returns
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import BranchNeeds, OpenItem
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    rest = without_returns(facts)

    def past(needs: BranchNeeds) -> BranchNeeds:
        """What can come in time no more."""
        found = rest(needs)
        return replace(found, open=tuple(e for e in found.open if facts.as_of > e.limit))

    def key(needs: BranchNeeds, entry: OpenItem) -> str | None:
        asks = needs.late and entry.want != "fault"
        return item_key(KIND.name, needs, entry) if asks else None

    return item_drafts(KIND.name, KIND.mode(asked), facts, asked, told, key, rest_of=past)


KIND = LetterKind(
    name="overdue",
    place=0,
    drafts=_drafts,
    setting="letters.to_overdue",
    at_rest=partial(items_at_rest, "overdue"),
    repeats=True,
    by_date=True,
    along=("return", "own_item"),
    asks=("plan", "video"),
    asks_for_files=True,
    lists_findings=True,
    ink="red",
    pinyin="yu qi",
)
