"""逾期: the limit is past and an item was not in by then."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.item_drafts import item_drafts, items_at_rest, without_returns
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import BranchNeeds
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, _told: Collection[str]) -> Iterator[Draft]:
    def keys(needs: BranchNeeds) -> Collection[str]:
        return (f"overdue:{needs.branch.id}:{needs.limit.isoformat()}",) if needs.late else ()

    return item_drafts(
        KIND.name, KIND.mode(asked), facts, asked, keys, rest_of=without_returns(facts)
    )


KIND = LetterKind(
    name="overdue",
    place=0,
    drafts=_drafts,
    setting="letters.to_overdue",
    at_rest=partial(items_at_rest, "overdue"),
    repeats=True,
    by_date=True,
    along=("return",),
    asks=("plan", "video"),
    asks_for_files=True,
    lists_findings=True,
    ink="red",
    pinyin="yu qi",
)
