"""What became of faults that were returned: what was asked, what came, what is open still; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from store.model import Branch, Item
from store.views.letters.facts import ItemVersion, LetterFacts


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A file that was returned, and the version that came since."""

    branch: Branch
    item: Item
    asked_at: datetime
    was: ItemVersion
    came: ItemVersion


def return_key(branch_id: str, item: Item, digest: str) -> str:
    """The key of a fault that a branch is told of: told once, it is not told as news again."""
    return f"return:{branch_id}:{item}:{digest}"


def told_when(facts: LetterFacts) -> Mapping[str, datetime]:
    """When each key was told first."""
    found: dict[str, datetime] = {}
    for past in facts.past:
        for key in past.about:
            found[key] = min(found.get(key, past.told_at), past.told_at)
    return found


def follow_ups(facts: LetterFacts) -> Iterator[FollowUp]:
    """For each item of a branch that was returned and came again: the last that was asked, and
    what is in use now."""
    told = told_when(facts)
    for standing in facts.standings:
        branch = standing.row.branch
        for item in dict.fromkeys(one.item for one in standing.versions):
            files = [one for one in standing.versions if one.item == item]
            came = next((one for one in files if one.in_use), files[-1])
            earlier = files[: files.index(came)]
            asked = [
                (told[key], one)
                for one in earlier
                if (key := return_key(branch.id, item, one.digest)) in told
            ]
            if asked:
                at, was = asked[-1]
                yield FollowUp(branch, item, at, was, came)
