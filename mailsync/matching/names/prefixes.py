"""The open end of a written name: which college and unit stand before its stage and ordinal."""

from __future__ import annotations

from dataclasses import replace

from mailsync.matching.names.prefix_candidates import Prefix, candidates_at, skip_soft
from mailsync.matching.roster.colleges import Tier
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.roster.lexicon import CollegeForm, UnitForm
from mailsync.matching.words.characters import shapes, sounds, sounds_alike
from mailsync.matching.words.slots import STAGE_WORDS
from mailsync.matching.words.words import (
    HARD,
    ORDINARY_WORDS,
    SOFT,
    is_foreign,
    is_item_word,
    joins_a_name,
    looks_like_unit,
    may_precede,
)

_REACH = 44
# A long name with its 学院 cannot be the tail of some other word by chance.
_LONG_FORM = 4
_WHAT_A_UNIT_IS = frozenset("系所室部处院办馆科社")
_ANY_UNIT = frozenset("各全本我该贵")
# The label of a form's field before the name that fills it.
_LABELS = ("支部", "总支", "党委", "单位", "名称", "全称", "部门")
_SOFT_OR_END = frozenset((*SOFT, ""))


def read_prefixes(roster: Roster, text: str, end: int, low_limit: int = 0) -> tuple[Prefix, ...]:
    """The best readings of what ends at `end`, which is where stage, grade and ordinal begin.

    Exact forms at any length come first, then forms of the same sound; never across a hard mark.
    Several readings are returned where the text holds them equally.
    """
    low = end
    floor = max(low_limit, end - _REACH)
    while low > floor and text[low - 1] not in HARD:
        low -= 1
    exact = candidates_at(roster, text, low, end, by_sound=False)
    best = _best(text, low, exact)
    unread = _left_unread(roster, text, low, best) if best else None
    if best and unread is None:
        return best
    alike = _best(text, low, candidates_at(roster, text, low, end, by_sound=True))
    reads = bool(alike) and (alike[0].college is not None or alike[0].unit is not None)
    # 网新办—第四支部: what is written apart from the rest may be misspelt as well.
    if reads and (unread is None or alike[0].start < best[0].start):
        return alike
    if unread is not None:
        return (unread,)
    if end > low + 1 and text.startswith("退休", end) and sounds_alike(text[end - 1], "离"):
        # 里退休 is the same stage without its first character.
        return read_prefixes(roster, text, end - 1, low_limit)
    return (_unread(roster, text, low, end, exact),)


def letters_before(text: str, low: int, start: int) -> str:
    """The Chinese letters right before `start`, none before `low`; anything else closes a word."""
    at = start
    while at > low and "\u3400" <= text[at - 1] <= "\u9fff":
        at -= 1
    return text[at:start]


def _best(text: str, low: int, candidates: list[Prefix]) -> tuple[Prefix, ...]:
    holding = [prefix for prefix in candidates if _holds(text, low, prefix)]
    sure = [p for p in holding if p.unit is None or not p.unit.prefix]
    if any(p.college is not None or p.unit is not None for p in sure):
        holding = sure
    if not holding:
        return ()
    first = min(prefix.start for prefix in holding)
    best = [p for p in holding if p.start == first]
    if all(p.college is None and p.unit is None for p in best):
        # 年度材料博士第三党支部: the material of the year, or the branch of 材料系.
        best += [p for p in candidates if _ends_a_word_of_material(text, low, p)]
    if all(_is_ordinary(text, p) for p in best):
        # 材料研究生第一党支部: 材料 may be a college, a unit or the material itself.
        best += [p for p in holding if p.college is None and p.unit is None and p not in best]
    return tuple(best)


def _ends_a_word_of_material(text: str, low: int, prefix: Prefix) -> bool:
    unit, written = prefix.unit, prefix.unit_text
    if prefix.college is not None or unit is None or unit.prefix or written not in ORDINARY_WORDS:
        return False
    residue = letters_before(text, low, prefix.start)
    behind = text[prefix.start + len(written) :][:1] not in _SOFT_OR_END
    return behind and may_precede(residue) and is_item_word(residue + written)


def _is_ordinary(text: str, prefix: Prefix) -> bool:
    if prefix.unit is not None:
        return not prefix.unit.exact and prefix.unit_text in ORDINARY_WORDS
    bare = prefix.college is not None and prefix.college.bare
    return bare and text[prefix.start : prefix.start + 2] in ORDINARY_WORDS


def _left_unread(roster: Roster, text: str, low: int, best: tuple[Prefix, ...]) -> Prefix | None:
    """A unit or misspelt college that stands before the reading, parted by a separator only."""
    first = best[0].start
    end = skip_soft(text, low, first)
    if end == first:
        return None
    if any(prefix.college is not None for prefix in best):
        return _unit_called_as_a_college(roster, text, low, end, best)
    word = letters_before(text, low, end)
    if not word or may_precede(word) or word.endswith(_LABELS):
        return None
    near = _one_edit_away(roster, word)
    if near is not None:
        return replace(best[0], start=end - len(word), unread=word)
    start = end - len(word)
    if looks_like_unit(word) and len(word) >= 3 and word[0] not in _ANY_UNIT:
        return replace(best[0], start=start, unread=word, foreign=True)
    return None


def _unit_called_as_a_college(
    roster: Roster, text: str, low: int, end: int, best: tuple[Prefix, ...]
) -> Prefix | None:
    """RAL+自动化+第二支部: between a college and the rest 自动化 is a unit, known or not."""
    if not all(p.unit is None and p.college is not None and p.college.bare for p in best):
        return None
    for before in candidates_at(roster, text, low, end, by_sound=False):
        college = before.college
        if college is not None and before.unit is None and college.tier <= Tier.DERIVED:
            word = text[best[0].start :].split(text[end])[0]
            return replace(best[0], start=before.start, college=college, unread=word)
    return None


def _holds(text: str, low: int, prefix: Prefix) -> bool:
    residue = letters_before(text, low, prefix.start)
    clean = may_precede(residue)
    if prefix.college is None:
        if prefix.unit is not None and _may_be_another_word(prefix.unit, prefix.unit_text):
            return (
                clean
                and text[prefix.start + len(prefix.unit_text) :][:1] not in _SOFT_OR_END
                and not (prefix.unit.prefix and prefix.unit_text in ORDINARY_WORDS)
                and not (residue and is_item_word(residue + prefix.unit_text))
            )
        return clean
    if prefix.college.bare:
        written = text[prefix.start : prefix.start + 2]
        return clean and not (residue and is_item_word(residue + written))
    if clean:
        return True
    # 新材料与冶金学院 is another college; 信息管理学院 may be one.
    long = prefix.college.tier <= Tier.LISTED and _college_length(text, prefix) >= _LONG_FORM
    return long and not joins_a_name(residue) and not looks_like_unit(residue)


def _may_be_another_word(unit: UnitForm, written: str) -> bool:
    return unit.prefix or (not unit.exact and written in ORDINARY_WORDS)


def _college_length(text: str, prefix: Prefix) -> int:
    at = prefix.start
    while at < len(text) and text[at] not in SOFT and text[at] not in "院处部室馆校":
        at += 1
    return at - prefix.start + 1


def _unread(roster: Roster, text: str, low: int, end: int, candidates: list[Prefix]) -> Prefix:
    first = min(prefix.start for prefix in candidates)
    whole = letters_before(text, low, end)
    near = _one_edit_away(roster, whole) if first < end else None
    if near is not None and (near.college is not None or len(near.unit_text) > end - first):
        # 材科科学与工程学院, of which 学与工程学院 could be read as another.
        college = near.college or _college_inside(roster, whole)[0]
        return replace(near, start=end - len(whole), college=college)
    nearest = next(p for p in candidates if p.start == first)
    residue = letters_before(text, low, first)
    inside, gap = _college_inside(roster, residue)
    near = _one_edit_away(roster, residue) or _one_shape_away(roster, residue)
    if near is not None:
        college = near.college or nearest.college or inside
        return replace(
            near, start=first - len(residue), college=college, unit=near.unit or nearest.unit
        )
    before_stage = _before_misspelt_stage(roster, text, low, first, residue)
    if before_stage is not None:
        return before_stage
    if inside is not None:
        unit = _sounding_unit(roster, inside, gap)
        if unit is not None:
            return Prefix(first, inside, *unit, residue)
        misspelt = misspelt_stage(gap) != ""
        return Prefix(first, inside, nearest.unit, nearest.unit_text, residue, not misspelt)
    foreign = is_foreign(residue) or (
        not misspelt_stage(residue)
        and looks_like_unit(residue)
        and len(residue) >= 3
        and residue[0] not in _ANY_UNIT
    )
    return Prefix(first, nearest.college, nearest.unit, nearest.unit_text, residue, foreign)


def _sounding_unit(roster: Roster, college: CollegeForm, word: str) -> tuple[UnitForm, str] | None:
    """A unit of a college that a word sounds like: 公程 for 工程系. It may point, never decide."""
    for meant in roster.lexicon.unit_sounds.get(sounds(word), ()):
        unit = roster.lexicon.units[meant]
        if (unit.exact | unit.loose) & college.mask:
            return unit, meant
    return None


def _before_misspelt_stage(
    roster: Roster, text: str, low: int, end: int, residue: str
) -> Prefix | None:
    """会计系叫工支部: the unit or college before a stage with a wrong character still counts."""
    length = len(misspelt_stage(residue))
    if not length:
        return None
    best = _best(text, low, candidates_at(roster, text, low, end - length, by_sound=False))
    if not best or (best[0].college is None and best[0].unit is None):
        return None
    return replace(best[0], unread=text[best[0].start : end])


def misspelt_stage(word: str) -> str:
    """The stage that ends a word with one wrong character, "" where none does; it is never read as
    that stage."""
    if not looks_like_unit(word):
        for stage in STAGE_WORDS:
            end = word[-len(stage) :]
            if len(end) != len(stage):
                continue
            wrong = [(a, b) for a, b in zip(end, stage, strict=True) if a != b]
            if len(wrong) == 1 and (len(stage) > 1 or sounds_alike(*wrong[0])):
                return stage
    return ""


def _one_edit_away(roster: Roster, residue: str) -> Prefix | None:
    lexicon = roster.lexicon
    for length in range(min(len(residue), lexicon.longest_college), 3, -1):
        written = residue[-length:]
        # 计算机系 is no misspelt 计算机院.
        for at in range(length - (written[-1] in _WHAT_A_UNIT_IS)):
            blanked = f"{written[:at]}?{written[at + 1 :]}"
            for meant in lexicon.unit_blanked.get(blanked, ()):
                return Prefix(0, None, lexicon.units[meant], meant, residue)
            for meant in lexicon.college_blanked.get(blanked, ()):
                return Prefix(0, lexicon.colleges[meant], None, "", residue)
    return None


def _one_shape_away(roster: Roster, residue: str) -> Prefix | None:
    """机戒片 for 机械片, 纹院 for 文院: a short form with one character that looks or sounds so.

    Any other unit of three characters one character apart is another: 化学系 is not 数学系.
    """
    lexicon = roster.lexicon
    for length in (3, 2):
        written = residue[-length:]
        if len(written) < length or not _may_begin(roster, residue[:-length]):
            continue
        for at, char in enumerate(written):
            for other in shapes().get(char, ""):
                meant = f"{written[:at]}{other}{written[at + 1 :]}"
                unit = lexicon.units.get(meant)
                if unit is not None and unit.exact:
                    return Prefix(0, None, unit, meant, residue)
                college = lexicon.colleges.get(meant)
                if college is not None and college.tier <= Tier.DERIVED and not college.bare:
                    return Prefix(0, college, None, "", residue)
        for meant in lexicon.college_sounds.get(sounds(written), ()):
            if lexicon.colleges[meant].tier <= Tier.DERIVED:
                return Prefix(0, lexicon.colleges[meant], None, "", residue)
    return None


def _may_begin(roster: Roster, before: str) -> bool:
    """Whether a college or unit may begin here: after a word that may precede it, or a college."""
    colleges = roster.lexicon.colleges
    return may_precede(before) or any(before[at:] in colleges for at in range(len(before) - 2))


def _college_inside(roster: Roster, residue: str) -> tuple[CollegeForm | None, str]:
    """A surely written college within left-over text, None for none; and what is left after it."""
    heads = roster.lexicon.college_heads
    for at in range(len(residue) - 2):
        for form in heads.get(residue[at : at + 2], ()):
            if residue.startswith(form, at) and len(residue) > at + len(form):
                return roster.lexicon.colleges[form], residue[at + len(form) :]
    return None, ""
