"""Keys of unit names: one for "the same name", one for "perhaps the same unit"."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from store.roster.words import roster_words

Key = TypeVar("Key", bound=Hashable)

_NUMERALS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_OFFICIAL = re.compile(
    r"^(?:中共|中国共产党)(?:[^学院]{2,8}大学)?(?P<unit>.{2,})$|^[^学院]{2,6}大学(?P<named>.{3,})$"
)
_NUMBER = re.compile(r"第?(?P<number>[〇零一二三四五六七八九十]+|\d+)")


def name_key(name: str) -> str:
    """Reduce a name to what makes it this name: width, case, blanks and marks do not count."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LN")


def unit_key(name: str) -> str:
    """As `name_key`, for a sub-committee: 机械学院党委, 中共某某大学机械学院委员会 and 机械学院
    are the same."""
    key = name_key(name)
    official = _OFFICIAL.match(key)
    if official is not None:
        named = official["unit"] or official["named"]
        key = key if named in roster_words().unit.endings else named
    for ending in roster_words().unit.endings:
        if key.endswith(ending) and len(key) > len(ending):
            return key.removesuffix(ending)
    return key


def name_under(name: str, unit: str, short_forms: Iterable[str] = ()) -> str:
    """A branch's name where that of its sub-committee stands above it already.

    Rosters write the college in full or short: 信息学院自动化系教工党支部 stands under
    信息科学与工程学院党委.
    """
    for key in sorted(map(unit_key, (unit, *short_forms)), key=len, reverse=True):
        if name.startswith(key) and len(name) > len(key) + 2:
            return name.removeprefix(key)
    return name


def short_name(name: str, unit: str, short_forms: Iterable[str] = ()) -> str:
    """A branch's name with its college as short as the roster has it: 计算机学院教工第一党支部."""
    keys = sorted(map(unit_key, (unit, *short_forms)), key=len)
    return f"{keys[0]}{name_under(name, unit, short_forms)}"


def same_unit(one: str, other: str) -> bool:
    """Whether two writings may mean one sub-committee: 图书馆党委 and 图书馆党总支 do not."""
    kinds = {kind for kind in map(_unit_kind, (one, other)) if kind}
    return unit_key(one) == unit_key(other) and len(kinds) < 2


def near_unit(one: str, other: str) -> bool:
    """Whether one of two names may be short for the other, or a slip of the pen.

    信息学院党委 beside 信息科学与工程学院党委: the same beginning, letters left out, no number.
    """
    kinds = {kind for kind in map(_unit_kind, (one, other)) if kind}
    if len(kinds) > 1:
        return False
    ending = roster_words().short.ending
    short, long = sorted((unit_key(one), unit_key(other)), key=len)
    if short == long:
        return False
    if any(one_letter_apart([(short, short), (long, long)])):
        return True
    if short.endswith("院") and _abbreviates(short, long):
        return True
    stem = short.removesuffix(ending)
    letters = iter(long)
    if len(stem) < _SHORTEST_STEM or long[:_SHORTEST_STEM] != stem[:_SHORTEST_STEM]:
        return False
    left = list(long)
    for letter in short:
        if letter in left:
            left.remove(letter)
    return all(letter in letters for letter in short) and not any(
        letter.isascii() or letter in _NUMERALS or letter in "第十" for letter in left
    )


def _abbreviates(short: str, long: str) -> bool:
    """Whether a few letters stand for a long name: 马院, 资土学院."""
    ending = roster_words().short.ending
    stem, whole = (key.removesuffix(ending).removesuffix("院") for key in (short, long))
    if not stem or stem[0] != whole[:1] or 2 * len(stem) > len(whole):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short) and not any(
        letter.isascii() or letter in _NUMERALS for letter in long
    )


_SHORTEST_STEM = 2


def _unit_kind(name: str) -> str:
    key = name_key(name)
    if key.endswith("总支部委员会"):
        return "党总支"
    if key.endswith("委员会"):
        key = key.removesuffix("委员会") + "党委"
    return next((kind for kind in roster_words().unit.kinds if key.endswith(kind)), "")


def has_unit_kind(name: str) -> bool:
    """Whether a name says what kind of sub-committee it is: 党委, 党总支."""
    return bool(_unit_kind(name))


def loose_key(name: str, sub_committee: str = "") -> str:
    """Reduce a branch's name to what two spellings of one branch share.

    Without its sub-committee's name in front, with one spelling of numbers and kinds. Good
    for asking a person, never for crediting.
    """
    key = name_key(name)
    key = _without_unit(key, unit_key(sub_committee))
    for same in roster_words().same:
        for spelling in same.spellings:
            key = key.replace(spelling, same.to)
    return _NUMBER.sub(lambda found: _arabic(found["number"]), key)


def _without_unit(key: str, unit: str) -> str:
    """Drop the sub-committee in front, in full or shortened by leaving letters out."""
    if unit and key.startswith(unit) and key != unit:
        return key.removeprefix(unit)
    short, ending, rest = key.partition(roster_words().short.ending)
    letters = iter(unit)
    if ending and rest and all(letter in letters for letter in short + ending):
        return rest
    return key


def derived_id(prefix: str, *parts: str) -> str:
    """An id that the same names give again, whatever the order of rows and columns."""
    digest = hashlib.sha256("\n".join(map(name_key, parts)).encode()).hexdigest()
    return f"{prefix}-{digest[:12]}"


def one_letter_apart(names: Iterable[tuple[Key, str]]) -> Iterator[tuple[Key, Key]]:
    """Pairs of whose keys one differs by one letter, put in, left out or exchanged.

    Numbers and latin letters tell branches apart (第一, 第二; A, B), so that a pair that
    differs in them is none; nor are names under six letters. Of equal keys the first speaks.
    """
    first_owners: dict[str, Key] = {}
    for owner, name in names:
        first_owners.setdefault(name, owner)
    holes: dict[str, list[tuple[Key, str]]] = defaultdict(list)
    for name, owner in first_owners.items():
        if len(name) < _SHORTEST:
            continue
        # A hole for each letter, and the name itself for one letter more or less.
        for key in {name, *(f"{name[:at]}{name[at + 1 :]}" for at in range(len(name)))}:
            holes[key].append((owner, name))
    told: set[frozenset[Key]] = set()
    for sharers in holes.values():
        for position, (one, first) in enumerate(sharers):
            for other, second in sharers[position + 1 :]:
                pair = frozenset((one, other))
                if len(pair) == 1 or pair in told or not _differs_in_a_letter(first, second):
                    continue
                told.add(pair)
                yield one, other


_SHORTEST = 6


def _differs_in_a_letter(first: str, second: str) -> bool:
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    parts = first[start : len(first) - end], second[start : len(second) - end]
    if max(map(len, parts)) > 1 or parts == ("", ""):
        return False
    return not any(char.isascii() or char.isnumeric() for part in parts for char in part)


def _arabic(number: str) -> str:
    if number.isdecimal():
        return str(int(number))
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return "".join(_NUMERALS[char] for char in number)
    return str(10 * int(_arabic(tens) if tens else 1) + int(_arabic(ones) if ones else 0))
