"""What a roster's file leaves open, to be asked of a person, and what people answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from store.roster.heads import head_key
from store.roster.name_keys import name_key


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a person must say before a file can be imported.

    Attributes:
        kind: "column" (which column is `key`?), "hidden" (are hidden rows meant?) or "unit" (are
            the sub-committees `key` and `other` one?).
        key: the column, "rows" or "sheet", or the name that was found.
        other: the second name of "unit", the sheet of "hidden".
        options: the answers there are: heads for a column, else "yes" and "no".
        samples: rows as the file has them, under `heads`.
        proposal: the likeliest option, "" for none.
        rows: numbers of the rows that it is about.
    """

    kind: Literal["column", "hidden", "unit"]
    key: str
    other: str = ""
    options: tuple[str, ...] = ("yes", "no")
    heads: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    proposal: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What people said.

    Attributes:
        columns: the meaning of a column by `head_key` of its head.
        hidden: whether hidden rows and sheets are taken in; None was not asked.
        same_units: by `name_key` of a sub-committee's name, the name that it is another word for.
        other_units: pairs of `name_key` that are two sub-committees.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    hidden: bool | None = None
    same_units: Mapping[str, str] = field(default_factory=dict)
    other_units: frozenset[tuple[str, str]] = frozenset()

    def with_column(self, head: str, meaning: str) -> Answers:
        """These and the meaning of one more column; `head` is a `head_key`."""
        return replace(self, columns={**self.columns, head: meaning})

    def with_unit(self, name: str, other: str, *, same: bool) -> Answers:
        """These and whether two names are one sub-committee; `other` is the name that stays."""
        if same:
            return replace(self, same_units={**self.same_units, name_key(name): other})
        pair = unit_pair(name, other)
        return replace(self, other_units=self.other_units | {pair})


def unit_pair(one: str, other: str) -> tuple[str, str]:
    """Two names of sub-committees as one key, whichever is first."""
    first, second = sorted((name_key(one), name_key(other)))
    return first, second


def answered(answers: Answers, question: Question, option: str) -> Answers:
    """The answers with one more: `option` is one of the question's."""
    if question.kind == "column":
        return answers.with_column(head_key(option), question.key)
    if question.kind == "hidden":
        return replace(answers, hidden=option == "yes")
    return answers.with_unit(question.key, question.other, same=option == "yes")
