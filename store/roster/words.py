"""The words of rosters as data: column heads, yes and no, spellings of one thing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec
import rtoml


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Flags(_Part, frozen=True):
    """How a yes and a no are written in a cell."""

    yes: tuple[str, ...]
    no: tuple[str, ...]


class Sums(_Part, frozen=True):
    """What stands in the place of a name where a row adds up the others."""

    words: tuple[str, ...]


class Words(_Part, frozen=True):
    """A list of words."""

    words: tuple[str, ...]


class UnitPrefix(_Part, frozen=True):
    """Words for a sub-committee in front of words for its person, address or number."""

    words: tuple[str, ...]
    person: tuple[str, ...]
    contacts: tuple[str, ...]
    phone: tuple[str, ...]


class Person(_Part, frozen=True):
    """Heads of a column of people to call; `staff` are always a sub-committee's."""

    words: tuple[str, ...]
    staff: tuple[str, ...]


class Endings(_Part, frozen=True):
    """What names end in."""

    endings: tuple[str, ...]


class Adorned(_Part, frozen=True):
    """What stands before and behind the word of a head and changes nothing, longest first."""

    before: tuple[str, ...]
    behind: tuple[str, ...]


class Same(_Part, frozen=True):
    """Spellings of one thing, longest first."""

    spellings: tuple[str, ...] = msgspec.field(name="from")
    to: str


class Unit(_Part, frozen=True):
    """Endings that a sub-committee's name is written with or without, longest first; `kinds`
    are those of them that tell two units apart."""

    endings: tuple[str, ...]
    kinds: tuple[str, ...]


class Short(_Part, frozen=True):
    """The word that ends a unit's short name in front of a branch's name."""

    ending: str


class RosterWords(_Part, frozen=True):
    """All words of rosters; heads are by column."""

    branch_heads: dict[str, tuple[str, ...]]
    branch_synonyms: dict[str, tuple[str, ...]]
    branch_passed: dict[str, tuple[str, ...]]
    unit_prefix: UnitPrefix
    person: Person
    group: Endings
    adorned: Adorned
    unit_labels: Words
    sub_committee_heads: dict[str, tuple[str, ...]]
    flags: Flags
    sums: Sums
    notes: Words
    nothing: Words
    unit_like: Endings
    same: tuple[Same, ...]
    short: Short
    unit: Unit


@cache
def roster_words() -> RosterWords:
    """Read the words that come with the program."""
    text = files("store.roster").joinpath("words.toml").read_text(encoding="utf-8")
    return msgspec.convert(rtoml.loads(text), RosterWords)
