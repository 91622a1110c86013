"""Which sub-committee a file means, and what an import would change in the sub-committees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from store.model import Problem, SubCommittee
from store.roster.name_keys import (
    derived_id,
    has_unit_kind,
    name_key,
    near_unit,
    same_unit,
    unit_key,
)
from store.roster.questions import Answers, Question, unit_pair
from store.roster.reader import SubCommitteeFile
from store.roster.rows import RosterRow, RowProblem, SubCommitteeRow

Units = dict[str, SubCommittee]


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """The sub-committees as they would be.

    Attributes:
        entries: all of them.
        ids: the id for every name as the roster's rows write it.
        problems: rows whose sub-committee could be several.
    """

    entries: tuple[SubCommittee, ...]
    added: tuple[SubCommittee, ...]
    changed: tuple[tuple[SubCommittee, SubCommittee], ...]
    ids: dict[str, str]
    problems: tuple[RowProblem, ...]
    questions: tuple[Question, ...] = ()


def plan_sub_committees(
    stored: tuple[SubCommittee, ...],
    file: SubCommitteeFile | None,
    rows: Iterable[RosterRow],
    said: Iterable[SubCommitteeRow] = (),
    answers: Answers | None = None,
) -> UnitPlan:
    """Bring a file of sub-committees and the names in a roster's rows to the stored ones.

    Args:
        said: what a roster's rows say of the people and addresses of sub-committees; a file of
            sub-committees rules.
        answers: which names people said to be one sub-committee, or two.
    """
    answers = answers or Answers()
    rows = tuple(rows)
    units: Units = {entry.id: entry for entry in stored}
    if file is not None:
        claimed = {
            entry.id
            for entry in stored
            if any(name_key(row.name) == name_key(entry.name) for row in file.rows)
        }
        for row in file.rows:
            _take(units, row, file.columns, claimed)
    listed = {entry.id for entry in units.values()}
    ids, problems = _resolve(units, rows, answers)
    for row in said:
        id_ = ids.get(row.name, "")
        if id_ and (file is None or id_ not in listed):
            units[id_] = _with_people(units[id_], row)
    before = {entry.id: entry for entry in stored}
    entries = tuple(units.values())
    return UnitPlan(
        entries,
        tuple(entry for entry in entries if entry.id not in before),
        tuple(
            (before[entry.id], entry)
            for entry in entries
            if entry.id in before and before[entry.id] != entry
        ),
        ids,
        problems,
        tuple(_near_units(entries, listed, rows, ids, answers)),
    )


def _with_people(unit: SubCommittee, row: SubCommitteeRow) -> SubCommittee:
    return replace(
        unit,
        staff=row.staff or unit.staff,
        contacts=row.contacts or unit.contacts,
        phone=row.phone or unit.phone,
    )


def _near_units(
    entries: Iterable[SubCommittee],
    known: set[str],
    rows: Iterable[RosterRow],
    ids: dict[str, str],
    answers: Answers,
) -> Iterator[Question]:
    """Ask where a new name may be a shorter one, or a slip, of another sub-committee's."""
    entries = tuple(entries)
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.sub_committee in ids:
            numbers[ids[row.sub_committee]].append(row.row)
    asked: set[tuple[str, str]] = set()
    for one in entries:
        if one.id in known:
            continue
        for other in entries:
            pair = unit_pair(one.name, other.name)
            if one.id == other.id or pair in asked or pair in answers.other_units:
                continue
            if not near_unit(one.name, other.name):
                continue
            asked.add(pair)
            new, stays = one, other
            # A full name stays, and the longer of two, unless the other one is known already.
            if other.id not in known and _fullness(one) > _fullness(other):
                new, stays = other, one
            yield Question("unit", new.name, stays.name, rows=tuple(numbers[new.id]))


def _fullness(unit: SubCommittee) -> tuple[bool, int]:
    return has_unit_kind(unit.name), len(name_key(unit.name))


def _take(units: Units, row: SubCommitteeRow, columns: frozenset[str], claimed: set[str]) -> None:
    """Enter one row of the file: the stored one of its name, or of a former name, or new."""
    key = name_key(row.name)
    old = next((entry for entry in units.values() if name_key(entry.name) == key), None)
    if old is None:
        names = (row.name, *row.former_names)
        similar = [
            entry
            for entry in units.values()
            if entry.id not in claimed and any(same_unit(entry.name, name) for name in names)
        ]
        old = similar[0] if len(similar) == 1 else None
    entry = old or SubCommittee(_free_id(units, row.name), row.name)
    claimed.add(entry.id)
    given = {
        column: getattr(row, column)
        for column in ("aliases", "former_names", "staff", "contacts", "phone")
        if column in columns
    }
    entry = replace(entry, **given)
    if name_key(entry.name) != key:
        former = tuple(dict.fromkeys((*entry.former_names, entry.name)))
        entry = replace(entry, name=row.name, former_names=former)
    units[entry.id] = entry


def _resolve(
    units: Units, rows: Iterable[RosterRow], answers: Answers
) -> tuple[dict[str, str], tuple[RowProblem, ...]]:
    by_name = {name_key(entry.name): entry.id for entry in units.values()}
    by_other: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in units.values():
        for name in (entry.name, *entry.aliases, *entry.former_names):
            by_other[unit_key(name)].append((name, entry.id))
    ids: dict[str, str] = {}
    problems: list[RowProblem] = []
    again: list[tuple[str, str]] = []
    for row in rows:
        name = row.sub_committee
        if name in ids:
            continue
        stays = answers.same_units.get(name_key(name))
        if stays is not None and name_key(stays) != name_key(name):
            again.append((name, stays))
            continue
        meant = {id_ for other, id_ in by_other[unit_key(name)] if same_unit(name, other)}
        if name_key(name) in by_name:
            ids[name] = by_name[name_key(name)]
        elif len(meant) == 1:
            ids[name] = next(iter(meant))
        elif meant:
            known = "、".join(sorted(units[id_].name for id_ in meant))
            problem = Problem("roster.sub_committee_ambiguous", {"name": name, "known": known})
            problems.append(
                RowProblem(row.row, problem, True, row.branch_id, name, row.name, row.sheet)
            )
        else:
            entry = SubCommittee(_free_id(units, name), name)
            units[entry.id] = entry
            ids[name] = by_name[name_key(name)] = entry.id
            by_other[unit_key(name)].append((name, entry.id))
    for name, stays in again:
        # What people said holds for names that the file or the roster has.
        id_ = by_name.get(name_key(stays)) or next(
            (id_ for other, id_ in by_other[unit_key(stays)] if same_unit(stays, other)), ""
        )
        if not id_:
            entry = SubCommittee(_free_id(units, stays), stays)
            units[entry.id] = entry
            id_ = by_name[name_key(stays)] = entry.id
        ids[name] = id_
        unit = units[id_]
        if name_key(name) not in map(name_key, (unit.name, *unit.aliases, *unit.former_names)):
            units[id_] = replace(unit, aliases=(*unit.aliases, name))
    return ids, tuple(problems)


def _free_id(units: Units, name: str) -> str:
    """The id derived from a name; another one where a renamed sub-committee still has it."""
    id_, turn = derived_id("s", name), 1
    while id_ in units:
        turn += 1
        id_ = derived_id("s", name, str(turn))
    return id_
