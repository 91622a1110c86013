"""退改: what is not as the notice wants it, told once for each file."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.item_drafts import item_drafts
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import BranchNeeds
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    def keys(needs: BranchNeeds) -> Collection[str]:
        found = (
            f"return:{needs.branch.id}:{entry.item}:{entry.digest}"
            for entry in needs.open
            if entry.want in ("fault", "material")
        )
        return tuple(key for key in found if key not in told)

    return item_drafts(KIND.name, KIND.mode(asked), facts, asked, keys)


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
