"""Names that the grammar alone does not give: listed aliases, former names, a college behind."""

from __future__ import annotations

import re

from mailsync.matching.names.fits import Standing
from mailsync.matching.names.mention import Mention
from mailsync.matching.names.prefixes import read_prefixes
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.roster.lexicon import CollegeForm
from mailsync.matching.words.slots import NameSlots
from mailsync.matching.words.words import HARD, SOFT, may_precede

_BRACKETED = re.compile(r"[ ]?\(([^()\n]{2,30})\)")
_FORMER = frozenset("原前")
_CURRENT = ("现为", "现", "今", "即")


def bracketed_college(roster: Roster, text: str, end: int) -> tuple[CollegeForm, int] | None:
    """The college in brackets right after a kind word, and where the bracket ends."""
    after = _BRACKETED.match(text, end)
    if after is None:
        return None
    inner = after[1].strip()
    first = read_prefixes(roster, inner, len(inner))[0]
    if first.start == 0 and first.college is not None and not first.unread:
        return first.college, after.end()
    return None


def college_before(roster: Roster, text: str, end: int) -> tuple[CollegeForm, int] | None:
    """The college that ends at `end`, and where it starts."""
    for prefix in read_prefixes(roster, text, end):
        if prefix.college is not None and prefix.unit is None and not prefix.unread:
            return prefix.college, prefix.start
    return None


def read_alias(roster: Roster, text: str, end: int) -> tuple[int, int] | None:
    """The longest alias that ends with the kind word: its start with the college, its owners."""
    for length in range(min(roster.longest_alias, end), 1, -1):
        start = end - length
        owners = roster.aliases.get(text[start:end])
        if owners is None:
            continue
        college = college_before(roster, text, start)
        if college is not None:
            owners &= college[0].mask
            start = college[1]
        elif not may_precede(_word_before(text, start)) or any(
            p.unit is not None for p in read_prefixes(roster, text, start)
        ):
            continue
        if owners:
            return start, owners
    return None


def former_at(roster: Roster, text: str, end: int) -> int | None:
    """Where the 原 of a former name stands whose unit, or nothing, reaches to `end`."""
    units = roster.lexicon.units
    for length in range(min(roster.lexicon.longest_unit, end - 1) + 1):
        at = end - length - 1
        if at >= 0 and text[at] in _FORMER and (not length or text[at + 1 : end] in units):
            return at
    return None


def read_former(roster: Roster, text: str, at: int, stop: int, slots: NameSlots) -> Mention:
    """A former name: whoever is listed under it, never today's bearer of that number."""
    owners = roster.former.get(slots, 0)
    before = college_before(roster, text, at)
    behind = bracketed_college(roster, text, stop)
    if before is not None:
        owners &= before[0].mask
        at = before[1]
    elif behind is not None:
        owners &= behind[0].mask
        stop = behind[1]
    standing = Standing.CLEAR if owners else Standing.DOUBTFUL
    return Mention(at, stop, owners, standing, slots, before is not None or behind is not None)


def without_superseded(text: str, mentions: list[Mention]) -> list[Mention]:
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


def _word_before(text: str, end: int) -> str:
    start = end
    while start > 0 and text[start - 1] not in SOFT and text[start - 1] not in HARD:
        start -= 1
    return text[start:end]
