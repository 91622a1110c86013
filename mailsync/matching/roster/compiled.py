"""A roster compiled once: names into slots, slots into sets of branches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from mailsync.matching.roster.branch_names import ParsedName, parse_branch_name
from mailsync.matching.roster.branch_sets import union
from mailsync.matching.roster.colleges import Tier, college_of, derive_short_forms, is_bare
from mailsync.matching.roster.lexicon import Lexicon, build_lexicon
from mailsync.matching.roster.problems import RosterProblem, find_problems
from mailsync.matching.words.normal import normalise
from mailsync.matching.words.slots import GENERIC, STAGE_WORDS, NameSlots, Stage
from store.model import Branch, SubCommittee

_NAMES_THAT_SHOW_A_STYLE = 3
_CLOSED_SLOTS = (*(word for word in STAGE_WORDS if len(word) > 1), "第", "20", "党支部")

__all__ = ["Roster", "RosterProblem", "compile_roster"]


@dataclass(frozen=True, slots=True)
class Roster:
    """Branches in the order of their ids; a set of branches is an int, bit i for branch i."""

    branches: tuple[Branch, ...]
    slots: tuple[NameSlots, ...]
    everyone: int
    by_id: Mapping[str, int]
    by_sub_committee: Mapping[str, int]
    by_unit: Mapping[str, int]
    by_grade: Mapping[int | None, int]
    by_stage: Mapping[Stage, int]
    by_ordinal: Mapping[int, int]
    # A generic stage word to all branches that it may stand for.
    by_generic_stage: Mapping[Stage, int]
    # Branches of sub-committees in which no name of a branch has a stage (本科生, 教工, ...).
    unstaged: int
    lexicon: Lexicon
    aliases: Mapping[str, int]
    alias_heads: Mapping[str, tuple[str, ...]]
    longest_alias: int
    # 原…: former slots to the branch that bore them.
    former: Mapping[NameSlots, int]
    people: Mapping[str, int]
    senders: Mapping[str, int]
    staff: Mapping[str, int]
    find_problems: Callable[[], tuple[RosterProblem, ...]]

    @property
    def problems(self) -> tuple[RosterProblem, ...]:
        """What in the names makes matching unsure; looked for when it is asked."""
        return self.find_problems()

    def ids(self, mask: int) -> tuple[str, ...]:
        """The ids of a set, in their order."""
        found: list[str] = []
        while mask:
            low = mask & -mask
            found.append(self.branches[low.bit_length() - 1].id)
            mask ^= low
        return tuple(found)

    def only(self, mask: int) -> str | None:
        """The id of a set of one; None for any other."""
        if mask and not mask & (mask - 1):
            return self.branches[mask.bit_length() - 1].id
        return None


def compile_roster(branches: Sequence[Branch], sub_committees: Sequence[SubCommittee]) -> Roster:
    """Read every name strictly and index it; what cannot be read is a problem, never an error.

    Withdrawn branches are read as well: their mail must not be credited to a neighbour.
    """
    ordered = tuple(sorted(branches, key=lambda b: b.id))
    subs = _with_strays(ordered, sub_committees)
    members: dict[str, int] = defaultdict(int)
    for at, branch in enumerate(ordered):
        members[branch.sub_committee_id] |= 1 << at
    parsed = _parse_all(ordered, subs)
    slots = tuple(name.slots for name in parsed)
    by_unit: dict[str, int] = defaultdict(int)
    unit_spellings: dict[str, int] = defaultdict(int)
    by_grade: dict[int | None, int] = defaultdict(int)
    by_stage: dict[Stage, int] = defaultdict(int)
    by_ordinal: dict[int, int] = defaultdict(int)
    for at, name in enumerate(parsed):
        bit = 1 << at
        by_unit[name.slots.unit or ""] |= bit
        by_grade[name.slots.grade] |= bit
        by_stage[name.slots.stage] |= bit
        by_ordinal[name.slots.ordinal] |= bit
        for spelling in (name.slots.unit, *name.other_units):
            if spelling:
                unit_spellings[spelling] |= bit
    staged = by_stage.copy()
    staged.pop(Stage.NONE, None)
    has_stage = union(staged.values())
    aliases, former = _aliases(ordered)
    return Roster(
        branches=ordered,
        slots=slots,
        everyone=(1 << len(ordered)) - 1,
        by_id={branch.id: 1 << at for at, branch in enumerate(ordered)},
        by_sub_committee=dict(members),
        by_unit=dict(by_unit),
        by_grade=dict(by_grade),
        by_stage=dict(by_stage),
        by_ordinal=dict(by_ordinal),
        by_generic_stage={
            word: union(by_stage.get(stage, 0) for stage in stages)
            for word, stages in GENERIC.items()
        },
        unstaged=union(mask for mask in members.values() if not mask & has_stage),
        lexicon=build_lexicon(subs, members, unit_spellings),
        aliases=aliases,
        alias_heads=_heads(aliases),
        longest_alias=max(map(len, aliases), default=0),
        former=former,
        people=_people(ordered),
        senders=_senders(ordered),
        staff=_staff(subs, members),
        find_problems=partial(find_problems, ordered, subs, parsed),
    )


def _with_strays(
    branches: Sequence[Branch], sub_committees: Sequence[SubCommittee]
) -> tuple[SubCommittee, ...]:
    known = {sub.id: sub for sub in sub_committees}
    for branch in branches:
        if branch.sub_committee_id not in known:
            # Without a companion file the id is all there is; it may be the name.
            known[branch.sub_committee_id] = SubCommittee(
                branch.sub_committee_id, branch.sub_committee_id
            )
    return tuple(known[key] for key in sorted(known))


def _parse_all(branches: Sequence[Branch], subs: Sequence[SubCommittee]) -> tuple[ParsedName, ...]:
    names = {branch.id: normalise(branch.name).text for branch in branches}
    of_sub: dict[str, list[str]] = defaultdict(list)
    for branch in branches:
        of_sub[branch.sub_committee_id].append(names[branch.id])
    strict: dict[str, tuple[str, ...]] = {}
    loose: dict[str, tuple[str, ...]] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    for sub in subs:
        listed = [normalise(t).text for t in (sub.name, *sub.aliases, *sub.former_names)]
        forms = derive_short_forms(college_of(normalise(sub.name).text))
        named = {college_of(t) for t in listed} | set(listed)
        # 机器人 before 机器人工程系 is part of the unit, listed or not.
        own = {t for t in named if not is_bare(t)}
        own |= {f.text for f in forms if f.tier is Tier.NAME or not f.bare}
        strict[sub.id] = _longest_first(own)
        bare = [f.text for f in forms if f.bare] + [t for t in named if is_bare(t)]
        # A bare word in front of every name of a college is the college, not part of a unit; of
        # too few names nobody can tell, and both are read.
        everywhere = {t for t in bare if all(name.startswith(t) for name in of_sub[sub.id])}
        sure = {t for t in everywhere if _leads_as_college(t, of_sub[sub.id])}
        loose[sub.id] = _longest_first(sure)
        doubtful[sub.id] = _longest_first(everywhere - sure)
    return tuple(
        parse_branch_name(
            names[b.id],
            strict[b.sub_committee_id],
            loose[b.sub_committee_id],
            doubtful[b.sub_committee_id],
        )
        for b in branches
    )


def _longest_first(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(forms, key=lambda t: (-len(t), t)))


def _leads_as_college(word: str, names: Sequence[str]) -> bool:
    """Whether a bare word that leads all these names is the college: 文法本科生, 文法中文系."""
    return len(names) >= _NAMES_THAT_SHOW_A_STYLE or any(
        name.startswith(_CLOSED_SLOTS, len(word)) for name in names
    )


def _aliases(branches: Sequence[Branch]) -> tuple[dict[str, int], dict[NameSlots, int]]:
    aliases: dict[str, int] = defaultdict(int)
    former: dict[NameSlots, int] = defaultdict(int)
    for at, branch in enumerate(branches):
        for alias in branch.aliases:
            text = normalise(alias).text.strip(" “”\"'「」『』《》")
            if len(text) < 2:
                continue
            aliases[text] |= 1 << at
            if text.startswith(("原", "前")):
                old = parse_branch_name(text[1:], (), ())
                if old.understood:
                    former[old.slots] |= 1 << at
    return dict(aliases), dict(former)


def _heads(aliases: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    heads: dict[str, list[str]] = defaultdict(list)
    for text in aliases:
        heads[text[:2]].append(text)
    return {head: tuple(sorted(t, key=lambda a: (-len(a), a))) for head, t in heads.items()}


def _people(branches: Sequence[Branch]) -> dict[str, int]:
    people: dict[str, int] = defaultdict(int)
    for at, branch in enumerate(branches):
        name = normalise(branch.secretary).text.strip()
        if len(name) >= 2:
            people[name] |= 1 << at
    return dict(people)


def _senders(branches: Sequence[Branch]) -> dict[str, int]:
    senders: dict[str, int] = defaultdict(int)
    for at, branch in enumerate(branches):
        for address in branch.contacts:
            senders[address.strip().lower()] |= 1 << at
    return dict(senders)


def _staff(subs: Sequence[SubCommittee], members: Mapping[str, int]) -> dict[str, int]:
    staff: dict[str, int] = defaultdict(int)
    for sub in subs:
        for address in sub.contacts:
            staff[address.strip().lower()] |= members.get(sub.id, 0)
    return dict(staff)
