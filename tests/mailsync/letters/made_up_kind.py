"""致谢: a made-up kind of letter in one file: thanks to every sub-committee that owes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import needs_of
from mailsync.letters.recipients import recipients_of, target_of
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    for standing in facts.standings:
        needs, branch = needs_of(standing, facts.as_of), standing.row.branch
        key = f"thanks:{branch.id}"
        if not needs.open and key not in told:
            unit_id, mode = branch.sub_committee_id, KIND.mode(asked)
            yield Draft(
                kind=KIND.name,
                target=target_of(mode, unit_id, branch),
                sub_committee_id=unit_id,
                needs=(needs,),
                recipients=recipients_of(mode, facts, unit_id, [branch], asked.own),
                about=(key,),
            )


KIND = LetterKind(
    name="thanks",
    place=20,
    drafts=_drafts,
    setting="letters.to_return",
    asks=("promotion",),
    pinyin="zhi xie",
    texts={
        "thanks.txt": "感谢报送\n\n{{ unit.salutation }}：\n\n{{ branches[0].name }}已报齐。\n",
        "thanks.short.txt": "【感谢】{{ branches[0].name }}已报齐。\n",
    },
)
