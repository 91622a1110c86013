"""退改: what is not as the notice wants it, told once for each file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.follow_up import follow_ups, return_key
from mailsync.letters.item_drafts import item_drafts
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import BranchNeeds, OpenItem
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    corrected = {(one.branch.id, one.came.digest): one for one in follow_ups(facts)}

    def news(needs: BranchNeeds) -> BranchNeeds:
        """What was not told yet, each with the version that it corrects."""
        found = []
        for entry in needs.open:
            key = return_key(needs.branch.id, entry.item, entry.digest)
            if entry.want in ("fault", "material") and key not in told:
                one = corrected.get((needs.branch.id, entry.digest))
                found.append(replace(entry, correction=one) if one else entry)
        return replace(needs, open=tuple(found), links=(), early=())

    def key(needs: BranchNeeds, entry: OpenItem) -> str:
        return return_key(needs.branch.id, entry.item, entry.digest)

    return item_drafts(KIND.name, KIND.mode(asked), facts, asked, told, key, rest_of=news)


KIND = LetterKind(
    name="return",
    place=2,
    drafts=_drafts,
    setting="letters.to_return",
    asks=("plan", "video"),
    lists_findings=True,
    ink="amber",
    pinyin="tui gai",
)
