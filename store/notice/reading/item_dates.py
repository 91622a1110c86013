"""Days that a notice gives to single items: those beside the six, and those unlike the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from store.notice.reading.amounts import SaidValue
from store.notice.reading.clauses import Sentence
from store.notice.reading.days import deadlines, limits
from store.notice.reading.named import items, kind_of


def item_dates(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """An item and its day, as `书记党课 05-31`: asked where it has several, or where the item is
    none of the six and the text says no day."""
    everybodys = {one.value for one in deadlines(told)}
    for name in dict.fromkeys(one.value for one in items(told) if one.value):
        heads = [one for one in told if _is_about(one, name)]
        clauses = {one.clause for one in heads if one.clause}
        about = [one for one in told if one in heads or one.clause in clauses]
        found = [one for sentence in about for one in limits(sentence, told)]
        days = {one.value for one in found if not one.doubt}
        own = kind_of(name) is None
        if any(one.doubt for one in found) or len(days) > 1 or (own and not days):
            where = next(iter(about), None) or next(one for one in told if name in one.text)
            yield SaidValue("", where, doubt=True)
        elif days and (own or not days <= everybodys):
            yield SaidValue(f"{name} {days.pop()}", found[0].sentence)


def _is_about(one: Sentence, name: str) -> bool:
    """Whether a sentence is that of an item, not one that lists it among others."""
    return one.text.startswith(name) and not one.text[len(name) :].startswith("、")
