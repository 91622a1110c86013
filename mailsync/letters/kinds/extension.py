"""延期: an extension was granted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.kind import LetterKind
from mailsync.letters.recipients import recipients_of, target_of
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    mode = KIND.mode(asked)
    branches = facts.branches
    for granted in facts.extensions:
        about = f"extension:{granted.key}"
        if about in told or granted.until < facts.as_of:
            continue
        mine = [branches[name] for name in granted.branch_ids]
        yield from (
            Draft(
                kind=KIND.name,
                target=target_of(mode, granted.sub_committee_id, group[0]),
                sub_committee_id=granted.sub_committee_id,
                needs=(),
                recipients=recipients_of(mode, facts, granted.sub_committee_id, group, asked.own),
                about=(about,),
                extension=granted,
            )
            for group in ([[one] for one in mine] if mode == "branch" else [mine])
        )


KIND = LetterKind(
    name="extension", place=3, drafts=_drafts, setting="letters.to_extension", pinyin="yan qi"
)
