"""Written branch names in a text: found by their kind word, read from right to left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mailsync.matching.names.fits import Standing, fits, open_fits
from mailsync.matching.names.half_latin import respell
from mailsync.matching.names.mention import Mention
from mailsync.matching.names.other_names import (
    bracketed_college,
    former_at,
    read_alias,
    read_former,
    without_superseded,
)
from mailsync.matching.names.prefix_candidates import Prefix
from mailsync.matching.names.prefixes import letters_before, misspelt_stage, read_prefixes
from mailsync.matching.roster.branch_sets import union
from mailsync.matching.roster.colleges import Tier
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.slots import (
    KIND,
    SHORT_STAGES,
    STAGE_WORDS,
    NameSlots,
    Stage,
    read_grade,
    read_ordinal,
    read_stage,
)
from mailsync.matching.words.words import DESCRIBING_WORDS, SOFT, is_item_word

__all__ = ["Mention", "read_mentions"]

# A number behind the kind word may be the branch's or the file's: 教工党支部（二）.
_ORDINAL_BEHIND = re.compile(
    r"[ ]?(?:\((?:第)?[一二三四五六七八九十]{1,3}\)"
    r"|第[一二三四五六七八九十\d]{1,3}(?!批|期|次|季|届|部|章|版))"
)
_LATIN_BEHIND = re.compile(r"[\u3400-\u9fff\d)][ _-]?[bdjlstxyz][a-z]|[a-z]{4}[\u3400-\u9fff]")
_ITEM_REACH = 8
# Characters that a misspelt stage is looked for in.
_STAGE_WITHIN = 6
# Words that describe any branch, so that no name is hidden in them.
_DESCRIBING = re.compile(rf"(?:{DESCRIBING_WORDS}|[各全本我该此两每多])+$")


def read_mentions(roster: Roster, text: str) -> tuple[Mention, ...]:
    """Every branch name in a normalised text, in order; words that name nobody are left out."""
    respelt = respell(text) if _LATIN_BEHIND.search(text) else None
    if respelt is not None:
        return tuple(
            replace(one, start=start, end=end)
            for one in _read_all(roster, respelt.text)
            for start, end in [respelt.span(one.start, one.end)]
        )
    return _read_all(roster, text)


def _read_all(roster: Roster, text: str) -> tuple[Mention, ...]:
    found: list[Mention] = []
    floor = 0
    for kind in KIND.finditer(text):
        # What the last kind word closed does not belong to the next name.
        mention = _mention(roster, text, floor, kind.start(), kind.end())
        if mention is not None:
            found.append(mention)
            floor = mention.end
    return tuple(without_superseded(text, found))


def _mention(
    roster: Roster, text: str, floor: int, kind_start: int, kind_end: int
) -> Mention | None:
    before_kind = _skip(text, kind_start)
    if text[before_kind - 1 : before_kind] in ("个", "几") and before_kind > floor:
        # 十一个支部: how many, and not which.
        return None
    if text[before_kind - 1 : before_kind] == "一" and text[kind_end : kind_end + 1] == "一":
        # 一支部一特色: a motto.
        return None
    ordinal, end = read_ordinal(text, before_kind)
    if ordinal and _is_serial(text, end, before_kind, kind_start):
        ordinal, end = 0, before_kind
    word, grade, end = _stage_and_grade(text, end, bool(ordinal))
    end = max(end, floor)
    stage = STAGE_WORDS.get(word, Stage.NONE)
    at = former_at(roster, text, end)
    if at is not None and at >= floor:
        slots = NameSlots(text[at + 1 : end] or None, grade, stage, ordinal)
        return read_former(roster, text, at, kind_end, slots)
    prefixes = read_prefixes(roster, text, end, floor)
    if word in SHORT_STAGES and not ordinal and not _says_where(prefixes):
        # 教研党支部: the letter belongs to some other word.
        word, stage, end = "", Stage.NONE, end + len(word)
        prefixes = read_prefixes(roster, text, end, floor)
    stop = kind_end
    behind = bracketed_college(roster, text, kind_end)
    if behind is not None and all(p.college is None for p in prefixes):
        college, stop = behind
        prefixes = tuple(replace(p, college=college) for p in prefixes)
    slots = NameSlots(prefixes[0].unit_text or None, grade, stage, ordinal)
    start = min(end, *(p.start for p in prefixes)) if prefixes else end
    if start == end:
        start = _skip_forward(text, end, kind_start)
    aliased = read_alias(roster, text, kind_end)
    if aliased is None and not _is_name(prefixes, slots):
        return _of_a_year(roster, text, end, kind_end)
    mask, standing = _fits_any(roster, prefixes, slots)
    likely = _likely(roster, prefixes, slots, mask, standing)
    said = any(p.college is not None for p in prefixes)
    if aliased is not None:
        natural = mask if standing in (Standing.CLEAR, Standing.PARTIAL) else 0
        return Mention(
            min(start, aliased[0]), stop, aliased[1] | natural, Standing.CLEAR, slots, said
        )
    if not ordinal and _ORDINAL_BEHIND.match(text, kind_end):
        standing = Standing.DOUBTFUL
    first = prefixes[0]
    unread = len(first.unread) if text[:start].endswith(first.unread) else 0
    return Mention(start, stop, mask, standing, slots, said, unread, likely)


def _of_a_year(roster: Roster, text: str, end: int, stop: int) -> Mention | None:
    """2017级雪生支部: of a name whose stage is misspelt the year still points."""
    length = len(misspelt_stage(letters_before(text, max(0, end - _STAGE_WITHIN), end)))
    grade, start = read_grade(text, end - length)
    if not length or grade is None:
        return None
    slots = NameSlots(grade=grade)
    mask = open_fits(roster, None, None, slots)
    return Mention(start, stop, mask, Standing.DOUBTFUL, slots, False)


def _is_serial(text: str, start: int, end: int, kind_start: int) -> bool:
    """03-党支部, 支撑材料1-党支部: a bare number that begins a text or follows the material's word
    numbers the file, not the branch."""
    digits = text[start:end]
    if not digits.isdecimal():
        return False
    if start == 0 or text[start - 1] == "\n":
        return end < kind_start or digits.startswith("0")
    return end < kind_start and is_item_word(text[max(0, start - _ITEM_REACH) : start])


def _says_where(prefixes: Sequence[Prefix]) -> bool:
    return any(p.college is not None or p.unit is not None for p in prefixes)


def _is_name(prefixes: Sequence[Prefix], slots: NameSlots) -> bool:
    first = prefixes[0]
    if first.unread and slots == NameSlots() and _DESCRIBING.search(first.unread):
        # 机械学院参评支部: no name, though a college.
        return False
    return _says_where(prefixes) or slots != NameSlots() or first.foreign


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
    roster: Roster, prefixes: tuple[Prefix, ...], slots: NameSlots
) -> tuple[int, Standing]:
    first = prefixes[0]
    if first.foreign:
        return 0, Standing.FOREIGN
    if first.unread:
        return open_fits(roster, first.college, first.unit, slots), Standing.DOUBTFUL
    sure = [p for p in prefixes if not _guessed(p)]
    total, standing = _union(roster, sure, slots)
    if standing is Standing.FOREIGN and len(sure) < len(prefixes):
        total, standing = _union(roster, prefixes, slots)
    if standing is Standing.FOREIGN:
        wider, how = _union(roster, [p for p in map(_of_wider_colleges, prefixes) if p], slots)
        if how is Standing.CLEAR:
            # 管理学院管理科学系: of 工商管理学院, though another college is called so more often.
            return wider, Standing.DOUBTFUL
    if standing is Standing.FOREIGN and any(_unsure(p) for p in prefixes):
        # The short word before it may be no part of the name at all.
        return open_fits(roster, None, None, slots), Standing.DOUBTFUL
    if all(p.college is None and p.unit is not None and not p.unit.exact for p in sure):
        # 建筑硕士: of 建筑系, or of the 江河建筑学院 that the department belongs to.
        wider, _ = _union(roster, [p for p in prefixes if _guessed(p)], slots)
        total |= wider & _same_sub_committees(roster, total)
    return total, standing


def _likely(
    roster: Roster,
    prefixes: tuple[Prefix, ...],
    slots: NameSlots,
    mask: int,
    standing: Standing,
) -> int:
    """Of the branches that a name leaves open, those that it means at first sight; for their order.

    计算机党支部 is rather the one of 计算机系 than any of 计算机学院; 本科声第一党支部 is misspelt.
    """
    if standing is Standing.PARTIAL and len(prefixes) > 1:
        fitting = (fits(roster, one.college, one.unit, slots) for one in prefixes)
        return mask & union(found for found, how in fitting if how is Standing.CLEAR)
    if standing is Standing.DOUBTFUL and slots.stage is Stage.NONE:
        meant = STAGE_WORDS.get(misspelt_stage(prefixes[0].unread))
        if meant is not None:
            first = prefixes[0]
            clear, _ = fits(roster, first.college, first.unit, replace(slots, stage=meant))
            return mask & clear
    return 0


def _same_sub_committees(roster: Roster, mask: int) -> int:
    together = 0
    while mask:
        branch = roster.branches[mask.bit_length() - 1]
        members = roster.by_sub_committee[branch.sub_committee_id]
        together |= members
        mask &= ~members
    return together


def _union(roster: Roster, prefixes: Sequence[Prefix], slots: NameSlots) -> tuple[int, Standing]:
    total = 0
    standing = Standing.FOREIGN
    for prefix in prefixes:
        mask, how = fits(roster, prefix.college, prefix.unit, slots)
        if mask:
            total |= mask
            standing = how if standing is Standing.FOREIGN else max(standing, how)
    return total, standing


def _of_wider_colleges(prefix: Prefix) -> Prefix | None:
    """The same reading for colleges that have the written form in their name."""
    college = prefix.college
    if college is None or not college.wider:
        return None
    mask = sum(college.wider)
    return replace(prefix, college=replace(college, mask=mask, subs=college.wider))


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


def _skip_forward(text: str, start: int, stop: int) -> int:
    while start < stop and text[start] in SOFT:
        start += 1
    return start
