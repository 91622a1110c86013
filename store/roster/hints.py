"""Branches that may be one: two spellings of a name, or a rename seen as one gone, one come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from store.model import Branch
from store.roster.name_keys import loose_key, name_key, one_letter_apart


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two branches of one sub-committee that may be one.

    `why` is "spelling" (both take part) or "rename" (`one` would be withdrawn, `other` added).
    """

    one: Branch
    other: Branch
    why: Literal["spelling", "rename"]


def near_duplicates(
    taking_part: Iterable[Branch],
    gone: Iterable[Branch],
    added: Iterable[Branch],
    names: Mapping[str, str],
) -> tuple[NearDuplicate, ...]:
    """Look for such pairs within each sub-committee; `names` are the sub-committees' by id."""
    gone_ids = {branch.id for branch in gone}
    added_ids = {branch.id for branch in added}
    by_unit: dict[str, list[Branch]] = defaultdict(list)
    for branch in (*taking_part, *gone):
        by_unit[branch.sub_committee_id].append(branch)
    found: list[NearDuplicate] = []
    for unit, branches in by_unit.items():
        by_id = {branch.id: branch for branch in branches}
        keys = {branch.id: loose_key(branch.name, names.get(unit, "")) for branch in branches}
        pairs = dict.fromkeys(
            (
                *_sharing((key, id_) for id_, key in keys.items()),
                *one_letter_apart(keys.items()),
                *_sharing_people(branches, gone_ids, added_ids),
            )
        )
        for one, other in pairs:
            pair = {one, other}
            if pair & gone_ids and pair & added_ids:
                old, new = (one, other) if one in gone_ids else (other, one)
                found.append(NearDuplicate(by_id[old], by_id[new], "rename"))
            # The same name twice is no hint but a duplicate, and told as one.
            elif not pair & gone_ids and name_key(by_id[one].name) != name_key(by_id[other].name):
                found.append(NearDuplicate(by_id[one], by_id[other], "spelling"))
    return tuple(dict.fromkeys(found))


def _sharing(owners: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, id_ in owners:
        groups[key].append(id_)
    for first, *others in groups.values():
        for other in others:
            yield first, other


def _sharing_people(
    branches: Iterable[Branch], gone: set[str], added: set[str]
) -> Iterator[tuple[str, str]]:
    """One branch that goes and one that comes, alone with the same secretary or address."""
    groups: dict[str, list[str]] = defaultdict(list)
    for branch in branches:
        if branch.id in gone or branch.id in added:
            for person in {branch.secretary, *branch.contacts} - {""}:
                groups[person].append(branch.id)
    for group in groups.values():
        leaving = [id_ for id_ in group if id_ in gone]
        coming = [id_ for id_ in group if id_ in added]
        if len(leaving) == len(coming) == 1:
            yield leaving[0], coming[0]
