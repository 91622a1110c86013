"""Branch names written in pinyin in a file name: full or initials, read from right to left."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from mailsync.matching.names.fits import Standing, fits
from mailsync.matching.names.mention import Mention
from mailsync.matching.roster.colleges import Tier
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.roster.lexicon import CollegeForm, UnitForm
from mailsync.matching.words.characters import romanised
from mailsync.matching.words.slots import STAGE_WORDS, NameSlots, Stage, chinese_number

_RUN = re.compile(r"[a-z0-9][a-z0-9 _+-]{5,}")
_KIND = re.compile(r"dangzongzhi|dangzhibu|zhibu|dzb")
_SEPARATORS = " _+-"
_HAN_BEFORE = re.compile(r"[\u3400-\u9fff]$")
_NUMBER_WORDS = "一二三四五六七八九十"
_GRADE = re.compile(r"(20\d\d)[ _-]?ji$")


@cache
def _stages() -> tuple[tuple[str, Stage], ...]:
    found = {
        spelling: stage
        for word, stage in STAGE_WORDS.items()
        if len(word) > 1
        for spelling in romanised(word, limit=2)[:1]
    }
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def _numbers() -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    tens = ["", "十", *(f"{c}十" for c in _NUMBER_WORDS[1:9])]
    for ten in tens:
        for one in ("", *_NUMBER_WORDS[:9]):
            number = ten + one
            if number:
                for spelling in romanised(number, limit=1)[:1]:
                    found[spelling] = chinese_number(number)
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def read_latin_names(roster: Roster, text: str) -> tuple[Mention, ...]:
    """Names in pinyin; only one that is read to its very beginning counts."""
    found: list[Mention] = []
    for run in _RUN.finditer(text):
        for kind in _KIND.finditer(run[0]):
            mention = _read(roster, run[0][: kind.start()], run.start(), run.start() + kind.end())
            if mention is not None and _HAN_BEFORE.search(text, 0, run.start()):
                # What stands before it belongs to it and is not read.
                mention = replace(mention, standing=max(mention.standing, Standing.DOUBTFUL))
            if mention is not None:
                found.append(mention)
                break
    return tuple(found)


def _read(roster: Roster, before: str, at: int, end: int) -> Mention | None:
    text = before.rstrip(_SEPARATORS)
    if not text:
        return None
    total = 0
    standing = Standing.FOREIGN
    slots = NameSlots()
    complete = False
    for ordinal, rest in _ordinals(text):
        for stage, front in _stages_before(rest):
            grade, front = _grade(front)
            for college, unit in _fronts(roster, front):
                complete = True
                mask, how = fits(roster, college, unit, NameSlots(None, grade, stage, ordinal))
                if mask:
                    total |= mask
                    standing = how if standing is Standing.FOREIGN else max(standing, how)
                    slots = NameSlots(None, None, stage, ordinal)
    if not complete:
        return Mention(at, end, 0, Standing.DOUBTFUL, slots, False)
    return Mention(at, end, total, standing, slots, True)


def _ordinals(text: str) -> list[tuple[int, str]]:
    found = [(0, text)]
    digits = re.search(r"(?:di)?[ _-]?(\d{1,2})$", text)
    if digits:
        return [(int(digits[1]), text[: digits.start()].rstrip(_SEPARATORS))]
    for spelling, value in _numbers():
        if text.endswith(spelling):
            rest = text[: -len(spelling)]
            if rest.endswith("di"):
                found.append((value, rest[:-2].rstrip(_SEPARATORS)))
            found.append((value, rest.rstrip(_SEPARATORS)))
    return found


def _stages_before(text: str) -> list[tuple[Stage, str]]:
    found = [(Stage.NONE, text)]
    found.extend(
        (stage, text[: -len(spelling)].rstrip(_SEPARATORS))
        for spelling, stage in _stages()
        if text.endswith(spelling)
    )
    return found


def _grade(text: str) -> tuple[int | None, str]:
    found = _GRADE.search(text)
    if found is None:
        return None, text
    return int(found[1]), text[: found.start()].rstrip(_SEPARATORS)


def _fronts(roster: Roster, text: str) -> list[tuple[CollegeForm | None, UnitForm | None]]:
    """Every way to take a front apart into college and unit without anything left but a year."""
    lexicon = roster.lexicon
    squeezed = re.sub(r"[ _+-]", "", text)
    squeezed = re.sub(r"^(?:20\d\d)", "", squeezed)
    found: list[tuple[CollegeForm | None, UnitForm | None]] = []
    if not squeezed:
        return [(None, None)]
    college = lexicon.college_letters.get(squeezed)
    if college is not None:
        found.append((_college(roster, college), None))
    for length in range(2, len(squeezed) + 1):
        unit = lexicon.unit_letters.get(squeezed[-length:])
        if unit is None:
            continue
        head = squeezed[:-length]
        if not head:
            found.append((None, UnitForm(unit, unit)))
        elif head in lexicon.college_letters:
            found.append((_college(roster, lexicon.college_letters[head]), UnitForm(unit, unit)))
    return found


def _college(roster: Roster, mask: int) -> CollegeForm:
    subs = tuple(m for m in roster.by_sub_committee.values() if m & mask)
    return CollegeForm(mask, False, Tier.DERIVED, subs)
