"""Written branch names in a text: found by their kind word, read from right to left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.colleges import Tier
from mailsync.matching.fits import Standing, fits, open_fits
from mailsync.matching.lexicon import CollegeForm
from mailsync.matching.prefixes import Prefix, read_prefixes
from mailsync.matching.roster import Roster
from mailsync.matching.slots import (
    KIND,
    SHORT_STAGES,
    STAGE_WORDS,
    NameSlots,
    Stage,
    read_grade,
    read_ordinal,
    read_stage,
)
from mailsync.matching.words import HARD, SOFT, may_precede

_BRACKETED = re.compile(r"[ ]?\(([^()\n]{2,30})\)")
_ORDINAL_AFTER = re.compile(
    r"[ ]?(?:\((?:第)?[一二三四五六七八九十]{1,3}\)"
    r"|第[一二三四五六七八九十\d]{1,3}(?!批|期|次|季|届|部|章|版))"
)
_FORMER = ("原", "前", "曾用名")
_CURRENT = ("现为", "现", "今", "即")
_KIND_TAIL = re.compile(r"^(?:材料|书记|全体|成员|党员)")


@dataclass(frozen=True, slots=True)
class Mention:
    """One written name: its span in the normalised text, its slots, the set that it fits."""

    start: int
    end: int
    mask: int
    standing: Standing
    slots: NameSlots
    college_said: bool


def read_mentions(roster: Roster, text: str) -> tuple[Mention, ...]:
    """Every branch name in a normalised text, in order; words that name nobody are left out."""
    found: list[Mention] = []
    for kind in KIND.finditer(text):
        mention = _mention(roster, text, kind.start(), kind.end())
        if mention is not None and (not found or mention.start >= found[-1].end):
            found.append(mention)
    return tuple(_without_former(text, found))


def _mention(roster: Roster, text: str, kind_start: int, kind_end: int) -> Mention | None:
    ordinal, end = read_ordinal(text, _skip(text, kind_start))
    word, grade, end = _stage_and_grade(text, end, bool(ordinal))
    stage = STAGE_WORDS.get(word, Stage.NONE)
    prefixes = read_prefixes(roster, text, end)
    if (
        word in SHORT_STAGES
        and not ordinal
        and all(p.college is None and p.unit is None for p in prefixes)
    ):
        # 教研党支部: the letter belongs to some other word.
        word, stage, end = "", Stage.NONE, end + len(word)
        prefixes = read_prefixes(roster, text, end)
    start = min(p.start for p in prefixes)
    start = min(start, end)
    if start == end:
        start = _skip_back(text, end, kind_start)
    bracketed = _bracketed_college(roster, text, kind_end)
    stop = kind_end
    if bracketed is not None and all(p.college is None for p in prefixes):
        college, stop = bracketed
        prefixes = tuple(
            Prefix(p.start, college, p.unit, p.unit_text, p.unread, p.foreign) for p in prefixes
        )
    slots = NameSlots(prefixes[0].unit_text or None, grade, stage, ordinal)
    college_said = any(p.college is not None for p in prefixes)
    named = college_said or slots != NameSlots()
    aliased = _alias(roster, text, kind_end)
    if not named and aliased is None and not prefixes[0].foreign:
        return None
    if _is_former(text, start) and aliased is None:
        owners = roster.former.get(slots, 0)
        if college_said and prefixes[0].college is not None:
            owners &= prefixes[0].college.mask
        return Mention(
            start - 1,
            stop,
            owners,
            Standing.CLEAR if owners else Standing.DOUBTFUL,
            slots,
            college_said,
        )
    mask, standing = _fits_any(roster, prefixes, grade, stage, ordinal)
    if not ordinal and not aliased and _ORDINAL_AFTER.match(text, kind_end):
        standing = (
            max(standing, Standing.DOUBTFUL) if standing is not Standing.FOREIGN else standing
        )
        standing = Standing.DOUBTFUL
    if aliased is not None:
        alias_start, owners, exclusive = aliased
        natural = mask if standing in (Standing.CLEAR, Standing.PARTIAL) and not exclusive else 0
        return Mention(
            min(start, alias_start), stop, owners | natural, Standing.CLEAR, slots, college_said
        )
    return Mention(start, stop, mask, standing, slots, college_said)


def _stage_and_grade(text: str, end: int, has_ordinal: bool) -> tuple[str, int | None, int]:
    here = _skip(text, end)
    grade, after_grade = read_grade(text, here)
    if grade is not None:
        here = _skip(text, after_grade)
    word, after_word = read_stage(text, here)
    if word:
        here = after_word
        if grade is None:
            grade, after_grade = read_grade(text, _skip(text, here))
            if grade is not None:
                here = after_grade
    if word or grade is not None:
        return word, grade, here
    return "", None, end if has_ordinal else here


def _fits_any(
    roster: Roster, prefixes: tuple[Prefix, ...], grade: int | None, stage: Stage, ordinal: int
) -> tuple[int, Standing]:
    if prefixes[0].foreign:
        return 0, Standing.FOREIGN
    if prefixes[0].unread:
        college, unit = prefixes[0].college, prefixes[0].unit
        return open_fits(roster, college, unit, grade, stage, ordinal), Standing.DOUBTFUL
    sure = [p for p in prefixes if not _guessed(p)]
    total, standing = _union(roster, sure, grade, stage, ordinal)
    if standing is Standing.FOREIGN and len(sure) < len(prefixes):
        total, standing = _union(roster, prefixes, grade, stage, ordinal)
    if standing is Standing.FOREIGN and any(_unsure(p) for p in prefixes):
        # The short word before it may be no part of the name at all.
        return open_fits(roster, None, None, grade, stage, ordinal), Standing.DOUBTFUL
    return total, standing


def _union(
    roster: Roster, prefixes: Sequence[Prefix], grade: int | None, stage: Stage, ordinal: int
) -> tuple[int, Standing]:
    total = 0
    standing = Standing.FOREIGN
    for prefix in prefixes:
        mask, how = fits(roster, prefix.college, prefix.unit, grade, stage, ordinal)
        if mask:
            total |= mask
            standing = how if standing is Standing.FOREIGN else max(standing, how)
    return total, standing


def _guessed(prefix: Prefix) -> bool:
    return (
        prefix.college is not None and prefix.college.bare and prefix.college.tier is Tier.GUESSED
    )


def _unsure(prefix: Prefix) -> bool:
    if prefix.college is not None:
        return _guessed(prefix)
    return prefix.unit is not None and not prefix.unit.exact


def _skip(text: str, end: int) -> int:
    while end > 0 and text[end - 1] in SOFT:
        end -= 1
    return end


def _skip_back(text: str, start: int, stop: int) -> int:
    while start < stop and text[start] in SOFT:
        start += 1
    return start


def _bracketed_college(roster: Roster, text: str, end: int) -> tuple[CollegeForm, int] | None:
    after = _BRACKETED.match(text, end)
    if after is None:
        return None
    inner = after[1].strip()
    prefixes = read_prefixes(roster, inner, len(inner))
    if prefixes[0].start == 0 and prefixes[0].college is not None and not prefixes[0].unread:
        return prefixes[0].college, after.end()
    return None


def _alias(roster: Roster, text: str, end: int) -> tuple[int, int, bool] | None:
    """The longest alias that ends with the kind word: start, owners, whether it is a 原… name."""
    for length in range(min(roster.longest_alias, end), 1, -1):
        start = end - length
        owners = roster.aliases.get(text[start:end])
        if owners is None:
            continue
        before = read_prefixes(roster, text, start)
        college = before[0].college if before[0].unit is None and not before[0].unread else None
        if college is not None:
            owners &= college.mask
            start = before[0].start
        elif before[0].unit is not None or not may_precede(_word_before(text, start)):
            continue
        if owners:
            return start, owners, text.startswith(_FORMER, end - length)
    return None


def _word_before(text: str, end: int) -> str:
    start = end
    while start > 0 and text[start - 1] not in SOFT and text[start - 1] not in HARD:
        start -= 1
    return text[start:end]


def _is_former(text: str, start: int) -> bool:
    return text.endswith(_FORMER, 0, start)


def _without_former(text: str, mentions: list[Mention]) -> list[Mention]:
    """Drop a former name nobody is known by where the present one follows in the same breath."""
    kept: list[Mention] = []
    for at, mention in enumerate(mentions):
        later = mentions[at + 1] if at + 1 < len(mentions) else None
        if (
            mention.standing is Standing.DOUBTFUL
            and not mention.mask
            and later is not None
            and later.start - mention.end <= 6
            and text.endswith(_CURRENT, mention.end, later.start)
        ):
            continue
        kept.append(mention)
    return kept
