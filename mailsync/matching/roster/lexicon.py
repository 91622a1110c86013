"""What the words of names stand for on one roster: colleges, units, aliases, people, addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mailsync.matching.roster.colleges import Tier, college_of, derive_short_forms, is_bare
from mailsync.matching.words.characters import initials, romanised, sounds
from mailsync.matching.words.normal import normalise
from store.model import SubCommittee


@dataclass(frozen=True, slots=True)
class CollegeForm:
    """A way to write colleges. `mask` holds the branches of all that it may mean."""

    mask: int
    bare: bool
    tier: Tier
    # The same branches, by sub-committee.
    subs: tuple[int, ...]
    # Branches of other colleges that have these words in their name, by sub-committee.
    wider: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A way to write units: branches of the unit so named, and of those it may shorten."""

    exact: int
    loose: int
    # Only the beginning of a unit's name, which may as well be another word.
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Exact forms, the same by sound, and the same in Latin letters."""

    colleges: Mapping[str, CollegeForm]
    units: Mapping[str, UnitForm]
    college_sounds: Mapping[str, tuple[str, ...]]
    unit_sounds: Mapping[str, tuple[str, ...]]
    college_letters: Mapping[str, int]
    unit_letters: Mapping[str, int]
    # Long forms with any one character blanked by "?".
    college_blanked: Mapping[str, tuple[str, ...]]
    unit_blanked: Mapping[str, tuple[str, ...]]
    # Forms sure enough to be found in running text, by their first two characters.
    college_heads: Mapping[str, tuple[str, ...]]
    longest_college: int
    longest_unit: int


_UNIT_TAILS = ("研究所", "教研室", "教研部", "教学部", "中心", "系", "所", "部", "室")


_SHORTEST_BLANKED = 4


def unit_short(unit: str) -> str:
    """A unit's name without the word that says what it is; 研究所 keeps its 所."""
    if unit.endswith("研究所") and len(unit) > 4:
        return unit[:-3] + "所"
    for tail in _UNIT_TAILS:
        if unit.endswith(tail) and len(unit) - len(tail) >= 2:
            return unit[: -len(tail)]
    return unit


def unit_base(unit: str) -> str:
    """The distinguishing part of a unit's name."""
    short = unit_short(unit)
    return short[:-1] if short.endswith("所") and len(short) > 2 else short


def college_forms(
    sub_committees: Sequence[SubCommittee], members: Mapping[str, int]
) -> dict[str, CollegeForm]:
    """Every form of every college, with the union of its owners.

    A full name belongs to its college alone; a listed form also to those whose name yields it by a
    rule; a bare form, unless listed, to every college that has the word in its name.
    """
    owners: dict[str, dict[Tier, int]] = defaultdict(lambda: defaultdict(int))
    names: list[tuple[str, int]] = []
    everyone = tuple(mask for mask in members.values() if mask)
    for sub in sub_committees:
        mask = members.get(sub.id, 0)
        full = normalise(sub.name).text
        college = college_of(full)
        names.append((college, mask))
        owners[full][Tier.NAME] |= mask
        for form in derive_short_forms(college):
            owners[form.text][form.tier] |= mask
        for listed in (*sub.aliases, *sub.former_names):
            text = normalise(listed).text
            owners[text][Tier.LISTED] |= mask
            owners[college_of(text)][Tier.LISTED] |= mask
            outdated = listed in sub.former_names
            for form in derive_short_forms(college_of(text)):
                tier = Tier.OUTDATED if outdated else max(form.tier, Tier.DERIVED)
                owners[form.text][tier] |= mask
    forms: dict[str, CollegeForm] = {}
    for text, by_tier in owners.items():
        tier = min(by_tier)
        if tier is Tier.NAME:
            mask = by_tier[Tier.NAME]
        elif tier is Tier.LISTED:
            mask = by_tier[Tier.LISTED] | by_tier.get(Tier.DERIVED, 0)
        else:
            mask = by_tier.get(Tier.DERIVED, 0) | by_tier.get(Tier.GUESSED, 0)
            mask = mask or by_tier[Tier.OUTDATED]
        bare = is_bare(text)
        if bare and tier > Tier.LISTED:
            for college, members_mask in names:
                if text in college:
                    mask |= members_mask
        wider: tuple[int, ...] = ()
        if not bare and tier in (Tier.LISTED, Tier.DERIVED) and len(text) >= _SHORTEST_BLANKED:
            wider = tuple(m for college, m in names if m and not m & mask and text in college)
        if text:
            subs = tuple(m for m in everyone if m & mask)
            forms[text] = CollegeForm(mask, bare, tier, subs, wider)
    return forms


def unit_forms(units: Mapping[str, int]) -> dict[str, UnitForm]:
    """Every form of every unit; `units` maps a unit's full name to the branches in it."""
    shortened: dict[str, int] = defaultdict(int)
    beginnings: dict[str, int] = defaultdict(int)
    for unit, mask in units.items():
        shortened[unit_short(unit)] |= mask
        for length in range(2, len(unit)):
            beginnings[unit[:length]] |= mask
    forms: dict[str, UnitForm] = {}
    for text in sorted({*units, *shortened, *beginnings}):
        loose = units.get(text, 0) | shortened.get(text, 0)
        if text in shortened and text not in units:
            loose |= beginnings.get(unit_base(text), 0)
        prefix = loose == 0
        forms[text] = UnitForm(units.get(text, 0), loose or beginnings.get(text, 0), prefix)
    return forms


def build_lexicon(
    sub_committees: Sequence[SubCommittee], members: Mapping[str, int], units: Mapping[str, int]
) -> Lexicon:
    """Index all forms for reading from the right, by sound and in Latin letters."""
    colleges = college_forms(sub_committees, members)
    unit_table = unit_forms(units)
    sure_units = [text for text, form in unit_table.items() if not form.prefix]
    heads: dict[str, list[str]] = defaultdict(list)
    for text, form in colleges.items():
        named = form.tier is Tier.NAME and len(text) >= 3
        shortest = 3 if form.tier <= Tier.DERIVED else 4
        if named or (len(text) >= shortest and not form.bare):
            heads[text[:2]].append(text)
    beginnings = {
        college_of(normalise(sub.name).text)[:length] for sub in sub_committees for length in (2, 3)
    }
    college_letters = _letters(
        (text, form.mask, form.tier <= Tier.DERIVED or len(text) >= 4)
        for text, form in colleges.items()
        if form.tier <= Tier.DERIVED or (not form.bare and len(text) >= 3) or text in beginnings
    )
    unit_letters = _letters((text, unit_table[text].loose, False) for text in sure_units)
    return Lexicon(
        colleges=colleges,
        units=unit_table,
        college_sounds=_by_sound(t for t, f in colleges.items() if len(t) >= 2 and not f.bare),
        unit_sounds=_by_sound(t for t in sure_units if len(t) >= 2),
        college_letters=college_letters,
        unit_letters=unit_letters,
        college_blanked=_blanked(
            t for t, f in colleges.items() if not f.bare and f.tier <= Tier.DERIVED
        ),
        unit_blanked=_blanked(sure_units),
        college_heads={
            head: tuple(sorted(texts, key=lambda t: (-len(t), t))) for head, texts in heads.items()
        },
        longest_college=max(map(len, colleges), default=0),
        longest_unit=max(map(len, unit_table), default=0),
    )


def _by_sound(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        found[sounds(text)].append(text)
    return {key: tuple(sorted(same)) for key, same in found.items()}


def _blanked(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        if len(text) >= _SHORTEST_BLANKED:
            for at in range(len(text)):
                found[f"{text[:at]}?{text[at + 1 :]}"].append(text)
    return {key: tuple(sorted(same)) for key, same in found.items()}


def _letters(forms: Iterable[tuple[str, int, bool]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for text, mask, with_initials in forms:
        for spelling in romanised(text):
            found[spelling] |= mask
        if with_initials:
            found[initials(text)] |= mask
    return dict(found)
