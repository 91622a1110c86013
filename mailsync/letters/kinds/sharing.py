"""催分享: letters on sharing sessions and evaluation forms that are owed (notice 一.4, 三.4); pure.

Neither has a date in the notice: a letter lists what is open and is repeated as often as people
approve it, with the cool-down in between. One letter tells a sub-committee of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.kind import LetterKind
from mailsync.letters.recipients import recipients_of, target_of
from store.letters.letter import Dropped, Letter, LetterPlan, Reason, parts_of
from store.views.items.sharing_owed import Rest, SharingDebt
from store.views.letters.facts import LetterFacts

_NOT_OWED = "letters.dropped.not_owed"
_FORM_IS_OURS = "letters.dropped.form_is_ours"
_REST: dict[Rest, str] = {
    "form_here": "letters.dropped.form_here",
    "planned": "letters.dropped.session_ahead",
}


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    """A letter for each sub-committee of which a branch owes something that may be asked for.

    It names what was not told yet; where all was, it names all, and waits for its time.
    """
    mode = KIND.mode(asked)
    wanted = (debt for debt in facts.sharing if debt.rest is None and not _is_ours(debt, asked))
    for unit_id, owing in _by_unit(wanted).items():
        for group in [[debt] for debt in owing] if mode == "branch" else [owing]:
            due = [debt for debt in group if _key(debt) not in told] or group
            named = [debt.branch for debt in due]
            yield Draft(
                kind=KIND.name,
                target=target_of(mode, unit_id, named[0]),
                sub_committee_id=unit_id,
                needs=(),
                recipients=recipients_of(mode, facts, unit_id, named, asked.own),
                about=tuple(map(_key, due)),
                sharing=tuple(due),
                sharing_due=facts.sharing_due,
                told_before=tuple(debt.branch.id for debt in group if debt not in due),
            )


def _key(debt: SharingDebt) -> str:
    return f"sharing:{debt.branch.id}:{debt.owes}"


def _is_ours(debt: SharingDebt, asked: Asked) -> bool:
    """Whether it is the form that a sub-committee fills in itself (notice 一.4), so that it asks no
    branch for it."""
    return asked.scoped and debt.owes == "form"


def _resting(facts: LetterFacts, asked: Asked) -> Iterator[Dropped]:
    """Who owes something and is not asked: the next step is ours, or a session lies ahead."""
    ours = (debt for debt in facts.sharing if debt.rest is None and _is_ours(debt, asked))
    for unit_id, owing in _by_unit(ours).items():
        yield _dropped(unit_id, [debt.branch.id for debt in owing], _FORM_IS_OURS)
    for rest, code in _REST.items():
        resting = (debt for debt in facts.sharing if debt.rest == rest)
        for unit_id, owing in _by_unit(resting).items():
            yield _dropped(unit_id, [debt.branch.id for debt in owing], code)


def _settled_since(facts: LetterFacts, before: LetterPlan) -> Iterator[Dropped]:
    """Branches that the last plan listed and that owe nothing any more."""
    owing = {debt.branch.id for debt in facts.sharing}
    for letter in before.letters:
        for part in parts_of([letter], KIND.name):
            gone = [name for name in part.branch_ids if name not in owing]
            if gone:
                yield _dropped(letter.sub_committee_id, gone, _NOT_OWED)


def _dropped(unit_id: str, branch_ids: Iterable[str], code: str) -> Dropped:
    return Dropped(KIND.name, unit_id, tuple(branch_ids), Reason(code))


def _by_unit(debts: Iterable[SharingDebt]) -> dict[str, list[SharingDebt]]:
    found: dict[str, list[SharingDebt]] = defaultdict(list)
    for debt in debts:
        found[debt.branch.sub_committee_id].append(debt)
    return found


def _at_rest(
    facts: LetterFacts, asked: Asked, _letters: Sequence[Letter], before: LetterPlan | None
) -> Iterator[Dropped]:
    yield from _resting(facts, asked)
    if before is not None:
        yield from _settled_since(facts, before)


def _gone(_letter: Letter, _facts: LetterFacts) -> Reason:
    return Reason(_NOT_OWED)


KIND = LetterKind(
    name="sharing",
    place=5,
    drafts=_drafts,
    setting="letters.to_sharing",
    gone=_gone,
    at_rest=_at_rest,
    repeats=True,
    apart=True,
    asks=("sharing", "eval_form"),
    asks_for_files=True,
    pinyin="cui fen xiang",
)
