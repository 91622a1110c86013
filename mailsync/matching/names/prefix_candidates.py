"""Every way to read a college and a unit at the open end of a written name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailsync.matching.roster.colleges import Tier
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.roster.lexicon import CollegeForm, UnitForm
from mailsync.matching.words.characters import sounds, sounds_alike
from mailsync.matching.words.words import ORDINARY_WORDS, SOFT

_CONNECTORS = ("直属党总支", "分党委", "党总支", "党委", "的", "下属", "所属", "直属")
_MOST_MISSPELT = 2
_LONGEST_INITIALS = 4
_LATIN = re.compile(r"(?<![a-z])[a-z]{3,60}$")


@dataclass(frozen=True, slots=True)
class Prefix:
    """One reading of what stands before the closed slots."""

    start: int
    college: CollegeForm | None
    unit: UnitForm | None
    unit_text: str
    # Left over, so that the reading does not hold by itself; "" where it does.
    unread: str = ""
    # The left-over names a unit or school that the roster does not know.
    foreign: bool = False


def candidates_at(roster: Roster, text: str, low: int, end: int, *, by_sound: bool) -> list[Prefix]:
    """Every reading of what stands in `text[low:end]`, whether it holds or not.

    `by_sound` takes written forms of the same sound too. The last one reads nothing.
    """
    here = skip_soft(text, low, end)
    found: list[Prefix] = []
    for start, unit, written in _units_at(roster, text, low, here, by_sound):
        found.append(Prefix(start, None, unit, written))
        before = _skip_connectors(text, low, start)
        found.extend(
            Prefix(at, college, unit, written)
            for at, college in _colleges_at(roster, text, low, before, by_sound)
        )
    before = _skip_connectors(text, low, here)
    if before != here:
        # 资源与材料学院党委党支部: a unit of a campus may have a committee of its own.
        units = _units_at(roster, text, low, before, False)
        found += [Prefix(at, None, unit, written) for at, unit, written in units if unit.exact]
    for at, college in _colleges_at(roster, text, low, before, by_sound):
        if college.bare and before != end and text[at:before] in ORDINARY_WORDS:
            continue
        found.append(Prefix(at, college, None, ""))
    found.append(Prefix(end, None, None, ""))
    return found


def _units_at(
    roster: Roster, text: str, low: int, end: int, by_sound: bool
) -> Iterator[tuple[int, UnitForm, str]]:
    lexicon = roster.lexicon
    latin = _LATIN.search(text, low, end)
    if latin is not None:
        mask = lexicon.unit_letters.get(latin[0], 0)
        if mask:
            yield latin.start(), UnitForm(mask, mask), latin[0]
        return
    for length in range(min(lexicon.longest_unit, end - low), 1, -1):
        written = text[end - length : end]
        unit = lexicon.units.get(written)
        if unit is not None:
            yield end - length, unit, written
            if not unit.prefix:
                # A shorter one is only the end of this one.
                return
        elif by_sound and length >= 3:
            for meant in lexicon.unit_sounds.get(sounds(written), ()):
                if _few_differ(written, meant):
                    yield end - length, lexicon.units[meant], meant


def _colleges_at(
    roster: Roster, text: str, low: int, end: int, by_sound: bool
) -> Iterator[tuple[int, CollegeForm]]:
    lexicon = roster.lexicon
    latin = _LATIN.search(text, low, end)
    if latin is not None:
        # 文院 is also written wenyuan, as the rest of a name is not.
        mask = lexicon.college_letters.get(latin[0], 0)
        if mask and latin[0] not in lexicon.colleges:
            subs = tuple(m for m in roster.by_sub_committee.values() if m & mask)
            # Initials such as jjy may be of others: they exclude nobody.
            spelt = len(latin[0]) > _LONGEST_INITIALS
            tier = Tier.DERIVED if spelt else Tier.GUESSED
            yield latin.start(), CollegeForm(mask, not spelt, tier, subs)
            return
    for length in range(min(lexicon.longest_college, end - low), 0, -1):
        if length == 1 and end - 1 > low and text[end - 2] not in SOFT:
            # One character is a college only at the beginning of a word.
            return
        written = text[end - length : end]
        college = lexicon.colleges.get(written)
        if college is not None:
            yield end - length, college
            if not college.bare:
                return
        elif by_sound and length >= 3:
            for meant in lexicon.college_sounds.get(sounds(written), ()):
                if _few_differ(written, meant):
                    yield end - length, lexicon.colleges[meant]


def _few_differ(written: str, meant: str) -> bool:
    differing = [(a, b) for a, b in zip(written, meant, strict=False) if a != b]
    return (
        len(written) == len(meant)
        and len(differing) <= _MOST_MISSPELT
        and all(sounds_alike(a, b) for a, b in differing)
    )


def skip_soft(text: str, low: int, end: int) -> int:
    """Where a word ends that soft marks may follow before `end`."""
    while end > low and text[end - 1] in SOFT:
        end -= 1
    return end


def _skip_connectors(text: str, low: int, end: int) -> int:
    end = skip_soft(text, low, end)
    for connector in _CONNECTORS:
        if text.endswith(connector, low, end):
            return skip_soft(text, low, end - len(connector))
    return end
