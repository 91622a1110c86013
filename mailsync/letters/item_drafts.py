"""Drafts about what branches owe of items 1 and 2, for the kinds that ask for it; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.follow_up import return_key, told_when
from mailsync.letters.needs import BranchNeeds, OpenItem, needs_of
from mailsync.letters.recipients import Mode, recipients_of, target_of
from store.letters.letter import Dropped, Letter, LetterPlan, Reason, parts_of
from store.views.letters.facts import LetterFacts

# The key under which an open item of a branch is told, None where it only goes along with others.
KeyOf = Callable[[BranchNeeds, OpenItem], str | None]


def item_drafts(
    kind: str,
    mode: Mode,
    facts: LetterFacts,
    asked: Asked,
    told: Collection[str],
    key_of: KeyOf,
    *,
    rest_of: Callable[[BranchNeeds], BranchNeeds] = lambda needs: needs,
    round_of: Callable[[Sequence[BranchNeeds]], str] = lambda _needs: "",
) -> Iterator[Draft]:
    """A letter for each sub-committee, or branch, of which something is due.

    It names what was not told yet; where all was, it names all, and waits for its time.

    Args:
        rest_of: what of the needs of a branch this kind speaks of.
    """
    by_unit: dict[str, list[BranchNeeds]] = defaultdict(list)
    for standing in facts.standings:
        needs = rest_of(needs_of(standing, facts.as_of))
        if _keys(needs, key_of):
            by_unit[needs.branch.sub_committee_id].append(needs)
    for unit_id, due in by_unit.items():
        for group in [[needs] for needs in due] if mode == "branch" else [due]:
            news = [one for needs in group if _keys(one := _untold(needs, told, key_of), key_of)]
            named = news or group
            yield Draft(
                kind=kind,
                target=target_of(mode, unit_id, group[0].branch),
                sub_committee_id=unit_id,
                needs=tuple(named),
                recipients=recipients_of(
                    mode, facts, unit_id, [needs.branch for needs in named], asked.own
                ),
                about=tuple(key for needs in named for key in _keys(needs, key_of)),
                round=round_of(named),
                told_before=tuple(needs.branch.id for needs in group if needs not in named),
            )


def item_key(kind: str, needs: BranchNeeds, entry: OpenItem) -> str:
    """What an open item is told under: where it becomes open in another way, it is news again."""
    return f"{kind}:{needs.branch.id}:{entry.limit.isoformat()}:{entry.item}/{entry.want}"


def _keys(needs: BranchNeeds, key_of: KeyOf) -> tuple[str, ...]:
    return tuple(key for entry in needs.open if (key := key_of(needs, entry)))


def _untold(needs: BranchNeeds, told: Collection[str], key_of: KeyOf) -> BranchNeeds:
    """What a branch was not told yet, and what goes along."""
    return replace(
        needs, open=tuple(entry for entry in needs.open if key_of(needs, entry) not in told)
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
