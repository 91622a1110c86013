"""Drafts about what branches owe of items 1 and 2, for the kinds that ask for it; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.follow_up import return_key, told_when
from mailsync.letters.needs import BranchNeeds, needs_of
from mailsync.letters.recipients import Mode, recipients_of, target_of
from store.letters.letter import Dropped, Letter, LetterPlan, Reason, parts_of
from store.views.letters.facts import LetterFacts

# The keys of what a branch is told, none where nothing is due.
Keys = Callable[[BranchNeeds], Collection[str]]


def item_drafts(
    kind: str,
    mode: Mode,
    facts: LetterFacts,
    asked: Asked,
    keys_of: Keys,
    *,
    rest_of: Callable[[BranchNeeds], BranchNeeds] = lambda needs: needs,
    round_of: Callable[[Sequence[str]], str] = lambda _keys: "",
) -> Iterator[Draft]:
    """A letter for each sub-committee, or branch, of which something is due.

    Args:
        rest_of: what of the needs of a branch this kind speaks of.
    """
    by_unit: dict[str, list[tuple[BranchNeeds, tuple[str, ...]]]] = defaultdict(list)
    for standing in facts.standings:
        needs = rest_of(needs_of(standing, facts.as_of))
        if needs.open and (keys := tuple(keys_of(needs))):
            by_unit[needs.branch.sub_committee_id].append((needs, keys))
    for unit_id, due in by_unit.items():
        for group in [[entry] for entry in due] if mode == "branch" else [due]:
            about = tuple(key for _, keys in group for key in keys)
            yield Draft(
                kind=kind,
                target=target_of(mode, unit_id, group[0][0].branch),
                sub_committee_id=unit_id,
                needs=tuple(needs for needs, _ in group),
                recipients=recipients_of(
                    mode, facts, unit_id, [needs.branch for needs, _ in group], asked.own
                ),
                about=about,
                round=round_of(about),
            )


def items_at_rest(
    kind: str,
    facts: LetterFacts,
    _asked: Asked,
    letters: Sequence[Letter],
    before: LetterPlan | None,
) -> Iterator[Dropped]:
    """Branches of which something came that we have not assigned yet, and those that the last
    plan listed and that owe nothing any more."""
    listed = {name for letter in letters for name in letter.branch_ids}
    yield from _waiting_for_us(kind, facts, listed)
    mine = {name for part in parts_of(letters, kind) for name in part.branch_ids}
    yield from _complete_since(kind, facts, mine, before)


def _waiting_for_us(kind: str, facts: LetterFacts, listed: Collection[str]) -> Iterator[Dropped]:
    by_unit: dict[str, list[str]] = {}
    for standing in facts.standings:
        needs = needs_of(standing, facts.as_of)
        over = facts.as_of > needs.limit
        fits = over == (kind == "overdue")
        if needs.waiting and not needs.open and needs.branch.id not in listed and fits:
            by_unit.setdefault(needs.branch.sub_committee_id, []).append(needs.branch.id)
    for unit_id, names in by_unit.items():
        yield Dropped(kind, unit_id, tuple(names), Reason("letters.dropped.waiting"))


def _complete_since(
    kind: str, facts: LetterFacts, listed: Collection[str], before: LetterPlan | None
) -> Iterator[Dropped]:
    complete = {
        standing.row.branch.id
        for standing in facts.standings
        if not needs_of(standing, facts.as_of).open
    }
    for letter in before.letters if before else ():
        for part in parts_of([letter], kind):
            gone = tuple(
                name for name in part.branch_ids if name in complete and name not in listed
            )
            if gone:
                reason = Reason("letters.dropped.complete")
                yield Dropped(kind, letter.sub_committee_id, gone, reason)


def without_returns(facts: LetterFacts) -> Callable[[BranchNeeds], BranchNeeds]:
    """Leave out of needs what a return tells of: the same is never said twice.

    A fault that was returned and waits for its correction stays, to be said in one line, first of
    all; supporting material is asked for by returns only.
    """
    told = told_when(facts)

    def rest(needs: BranchNeeds) -> BranchNeeds:
        waiting, others = [], []
        for entry in needs.open:
            if entry.want not in ("fault", "material"):
                others.append(entry)
            elif entry.want == "fault" and (
                at := told.get(return_key(needs.branch.id, entry.item, entry.digest))
            ):
                waiting.append(replace(entry, asked_at=at))
        return replace(needs, open=(*waiting, *others))

    return rest


def smallest_round(keys: Iterable[str]) -> str:
    """The round nearest to the limit among the keys of reminders."""
    rounds = (key.rpartition(":")[2] for key in keys)
    return min(rounds, key=lambda name: int(name[2:]), default="")
