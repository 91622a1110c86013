"""What staff should look at in a roster before the matcher is trusted with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mailsync.matching.roster import lookalikes
from mailsync.matching.roster.branch_names import ParsedName
from mailsync.matching.roster.colleges import Tier, college_of, derive_short_forms
from mailsync.matching.words.normal import normalise
from mailsync.matching.words.slots import NameSlots
from store.model import Branch, Params, SubCommittee

_NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """One thing to look at; worded by the catalogs as `matching.problem.<code>`."""

    code: str
    branch_ids: tuple[str, ...] = ()
    params: Params = field(default_factory=dict)


def find_problems(
    branches: Sequence[Branch], subs: Sequence[SubCommittee], parsed: Sequence[ParsedName]
) -> tuple[RosterProblem, ...]:
    """Unreadable and doubled names, twins, what is shared, and clashing aliases."""
    names = {sub.id: sub.name for sub in subs}
    return (
        *_unparsed(branches, parsed),
        *_doubled(branches, parsed, names),
        *_twins(branches, parsed, names),
        *_shared_forms(subs),
        *_shared_mailboxes(branches),
        *_mailboxes_shared_by_units(subs),
        *_lookalikes(branches, subs),
        *_namesakes(branches),
        *_clashing_aliases(branches),
    )


def _problem(code: str, owners: Sequence[Branch], **params: str | int) -> RosterProblem:
    return RosterProblem(
        code,
        tuple(branch.id for branch in owners),
        {"branches": _listed([branch.name for branch in owners]), "n": len(owners), **params},
    )


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMES_SHOWN]) + ("…" if len(names) > _NAMES_SHOWN else "")


def _unparsed(branches: Sequence[Branch], parsed: Sequence[ParsedName]) -> list[RosterProblem]:
    return [
        _problem("unparsed", [branch], name=branch.name)
        for branch, name in zip(branches, parsed, strict=True)
        if not name.understood
    ]


def _doubled(
    branches: Sequence[Branch], parsed: Sequence[ParsedName], subs: Mapping[str, str]
) -> list[RosterProblem]:
    groups: dict[tuple[str, NameSlots], list[Branch]] = defaultdict(list)
    for branch, name in zip(branches, parsed, strict=True):
        groups[branch.sub_committee_id, name.slots].append(branch)
    return [
        _problem("doubled", same, unit=subs.get(key[0], key[0]))
        for key, same in groups.items()
        if len(same) > 1
    ]


def _twins(
    branches: Sequence[Branch], parsed: Sequence[ParsedName], subs: Mapping[str, str]
) -> list[RosterProblem]:
    found: list[RosterProblem] = []
    blanks = {
        "ordinal": {"ordinal": 0},
        "stage": {"stage": None},
        "grade": {"grade": None},
    }
    for slot, blank in blanks.items():
        groups: dict[tuple[str, NameSlots], list[Branch]] = defaultdict(list)
        for branch, name in zip(branches, parsed, strict=True):
            groups[branch.sub_committee_id, replace(name.slots, **blank)].append(branch)  # type: ignore[arg-type]  # None marks the blanked slot
        found.extend(
            _problem(f"twins_{slot}", same, unit=subs.get(key[0], key[0]))
            for key, same in groups.items()
            if len(same) > 1
        )
    return found


def _shared_forms(subs: Sequence[SubCommittee]) -> list[RosterProblem]:
    owners: dict[str, list[str]] = defaultdict(list)
    for sub in subs:
        forms = {
            f.text
            for f in derive_short_forms(college_of(normalise(sub.name).text))
            if f.tier <= Tier.DERIVED
        }
        forms |= {normalise(t).text for t in (*sub.aliases, *sub.former_names)}
        for form in sorted(forms):
            owners[form].append(sub.name)
    return [
        RosterProblem(
            "short_form_shared",
            (),
            {"form": form, "units": _listed(names), "n": len(names)},
        )
        for form, names in owners.items()
        if len(names) > 1
    ]


def _shared_mailboxes(branches: Sequence[Branch]) -> list[RosterProblem]:
    owners: dict[str, list[Branch]] = defaultdict(list)
    for branch in branches:
        for address in dict.fromkeys(a.strip().lower() for a in branch.contacts):
            owners[address].append(branch)
    return [
        _problem("mailbox_shared", same, address=address)
        for address, same in owners.items()
        if len(same) > 1
    ]


def _mailboxes_shared_by_units(subs: Sequence[SubCommittee]) -> list[RosterProblem]:
    owners: dict[str, list[str]] = defaultdict(list)
    for sub in subs:
        for address in dict.fromkeys(a.strip().lower() for a in sub.contacts):
            owners[address].append(sub.name)
    return [
        RosterProblem(
            "unit_mailbox_shared",
            (),
            {"address": address, "units": _listed(names), "n": len(names)},
        )
        for address, names in owners.items()
        if len(names) > 1
    ]


def _lookalikes(branches: Sequence[Branch], subs: Sequence[SubCommittee]) -> list[RosterProblem]:
    of_branches: dict[str, list[Branch]] = defaultdict(list)
    of_units: dict[str, list[str]] = defaultdict(list)
    for branch in branches:
        for address in branch.contacts:
            of_branches[address.strip().lower()].append(branch)
    for sub in subs:
        for address in sub.contacts:
            of_units[address.strip().lower()].append(sub.name)

    def problem(code: str, addresses: Sequence[str], **params: str) -> RosterProblem:
        owners = [branch for address in addresses for branch in of_branches.get(address, ())]
        names = [branch.name for branch in owners]
        names += [name for address in addresses for name in of_units.get(address, ())]
        told = {"address": _listed(addresses), "owners": _listed(list(dict.fromkeys(names)))}
        return RosterProblem(
            code, tuple(dict.fromkeys(branch.id for branch in owners)), told | params
        )

    known = (*of_branches, *of_units)
    return [
        *(
            problem(
                "address_foreign_letters",
                [one.address],
                shown=one.shown,
                scripts="、".join(one.scripts) or "?",
            )
            for one in lookalikes.foreign_letters(known)
        ),
        *(
            problem("address_lookalike", one.addresses, domain=one.domain, other=one.other)
            for one in lookalikes.doubles(known)
        ),
    ]


def _namesakes(branches: Sequence[Branch]) -> list[RosterProblem]:
    owners: dict[str, list[Branch]] = defaultdict(list)
    for branch in branches:
        if branch.secretary.strip():
            owners[branch.secretary.strip()].append(branch)
    return [
        _problem("namesake", same, person=person)
        for person, same in owners.items()
        if len(same) > 1
    ]


def _clashing_aliases(branches: Sequence[Branch]) -> list[RosterProblem]:
    named: dict[str, list[Branch]] = defaultdict(list)
    for branch in branches:
        named[normalise(branch.name).text].append(branch)
    return [
        _problem("alias_is_name", [branch, other], alias=alias, name=branch.name, other=other.name)
        for branch in branches
        for alias in branch.aliases
        for other in named.get(normalise(alias).text, ())
        if other.id != branch.id
    ]
