"""另列项目: who is not marked as done with an item beside the six as its date comes nearer; pure.

Nothing of it comes by mail: people mark who is done, so that a letter asks to be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.kind import LetterKind
from mailsync.letters.needs import round_now
from mailsync.letters.recipients import recipients_of, target_of
from store.letters.letter import Letter, Reason
from store.views.items.own_owed import OwnDebt
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    """A letter for each sub-committee, or branch, of what is due in a round or past its date.

    It names what was not told yet; where all was, it names all, and waits for its time.
    """
    mode = KIND.mode(asked)
    groups: dict[tuple[str, str], list[tuple[OwnDebt, str]]] = defaultdict(list)
    for debt in facts.own_items:
        if key := _key(debt, facts, asked):
            unit_id = debt.branch.sub_committee_id
            groups[unit_id, target_of(mode, unit_id, debt.branch)].append((debt, key))
    for (unit_id, target), whole in groups.items():
        group = [pair for pair in whole if pair[1] not in told] or whole
        named = list(dict.fromkeys(debt.branch for debt, _ in group))
        yield Draft(
            kind=KIND.name,
            target=target,
            sub_committee_id=unit_id,
            needs=(),
            recipients=recipients_of(mode, facts, unit_id, named, asked.own),
            about=tuple(key for _, key in group),
            own_items=tuple(debt for debt, _ in group),
        )


def _key(debt: OwnDebt, facts: LetterFacts, asked: Asked) -> str | None:
    """What it is told under: its round while it is ahead, once it is over the week; None before."""
    if facts.as_of <= debt.due:
        told = round_now(facts.as_of, debt.due, asked.settings.rounds, asked.dates)
    else:
        told = f"over-{(facts.as_of - debt.due).days // 7}"
    return told and f"own_item:{debt.branch.id}:{debt.item}:{debt.due.isoformat()}:{told}"


def _gone(_letter: Letter, _facts: LetterFacts) -> Reason:
    return Reason("letters.dropped.not_owed")


KIND = LetterKind(
    name="own_item",
    place=6,
    drafts=_drafts,
    setting="letters.to_reminder",
    gone=_gone,
    by_date=True,
    asks_own_items=True,
    pinyin="ling lie",
)
