"""Choosing a branch by number, by its characters, by pinyin or by initials."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailsync.matching.words.characters import initials, sounds
from store.model import Branch
from store.roster.stored import StoredRoster

# Number keys reach so far.
NUMBERED = 9
_LETTERS_OF_UNIT = 5


@dataclass(frozen=True, slots=True)
class BranchOption:
    """One branch to choose. `near`: of the sub-committee that the mail comes from.

    `rank` is its place among the candidates of the file, from 1; 0 where it is none. `short_forms`
    are other names of its sub-committee.
    """

    branch: Branch
    unit: str
    near: bool
    rank: int
    short_forms: tuple[str, ...] = ()


def branch_options(
    roster: StoredRoster, units: Collection[str], candidates: Sequence[str]
) -> tuple[BranchOption, ...]:
    """Every branch that takes part: candidates from elsewhere, then the near ones, then the rest.

    The order of the near ones is the roster's, so that their numbers stay from file to file.

    Args:
        units: ids of the sub-committees that the mail comes from.
        candidates: branch ids, best first.
    """
    names = roster.names
    aliases = {unit.id: unit.aliases for unit in roster.sub_committees}
    rank = {branch_id: at for at, branch_id in enumerate(candidates, start=1)}
    options = [
        BranchOption(
            branch,
            names.get(branch.sub_committee_id, ""),
            branch.sub_committee_id in units,
            rank.get(branch.id, 0),
            aliases.get(branch.sub_committee_id, ()),
        )
        for branch in roster.active
    ]
    strangers = sorted((one for one in options if one.rank and not one.near), key=_rank)
    return (
        *strangers,
        *(one for one in options if one.near),
        *(one for one in options if not one.near and not one.rank),
    )


def shown_options(options: Iterable[BranchOption], typed: str) -> tuple[BranchOption, ...]:
    """What is listed: the candidates and the near ones; once something is typed, what fits it.

    Typed are characters of the name, pinyin or initials; exact pieces come before letters that
    only occur in this order.
    """
    listed = tuple(options)
    if not typed:
        few = tuple(one for one in listed if one.rank or one.near)
        return few or listed
    wanted = typed.lower()
    fitting = [(fit, one) for one in listed if (fit := _fit(one, wanted)) is not None]
    return tuple(one for _, one in sorted(fitting, key=lambda pair: pair[0]))


def _rank(option: BranchOption) -> int:
    return option.rank


def _fit(option: BranchOption, typed: str) -> tuple[int, int] | None:
    """How well an option fits what was typed: smaller is better; None where it does not."""
    own = _spellings(option.branch.name)
    whole = _spellings(option.unit + option.branch.name)
    aliases = [text for alias in option.branch.aliases for text in _spellings(alias)]
    far = 0 if option.near or option.rank else 1
    if any(text.startswith(typed) for text in (*own, *aliases)):
        return 0, far
    if any(typed in text for text in (*own, *whole, *aliases)):
        return 1, far
    # With the unit's name before it nearly any few letters occur in order.
    loose = (own[1], whole[1]) if len(typed) >= _LETTERS_OF_UNIT else (own[1],)
    if typed.isascii() and any(_in_order(typed, text) for text in loose):
        return 2, far
    return None


def _in_order(typed: str, letters: str) -> bool:
    rest = iter(letters)
    return all(letter in rest for letter in typed)


@lru_cache(maxsize=20_000)
def _spellings(name: str) -> tuple[str, str, str]:
    """A name in characters, as initials and as full pinyin, all without spaces."""
    plain = "".join(name.lower().split())
    return plain, initials(plain), sounds(plain).replace(" ", "")
