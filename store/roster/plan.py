"""What an import of a roster would change; nothing is written before a person has seen it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from msgspec.structs import replace

from store.db.database import Store
from store.model import Branch, Problem, SubCommittee
from store.roster.hints import NearDuplicate, near_duplicates
from store.roster.name_keys import derived_id, loose_key, name_key
from store.roster.questions import Question
from store.roster.reader import RosterFile, SubCommitteeFile
from store.roster.rows import RosterRow, RowProblem
from store.roster.stored import StoredRoster, imported_roster
from store.roster.units import plan_sub_committees

Entry = TypeVar("Entry", Branch, SubCommittee)

# A rename of so few is nothing to be suspicious of, whatever their share.
_FEW = 3
_ADDRESSES = frozenset({"roster.bad_address", "roster.address_meant", "roster.phone_rounded"})
_LEFT_OUT = frozenset(
    {
        "roster.sum_row", "roster.note_row", "roster.head_row", "roster.example_row",
        "roster.hidden_row", "roster.hidden_sheet", "roster.old_sheet", "roster.sheet_unread",
        "roster.repeated_row",
    }
)  # fmt: skip
_DUPLICATES = frozenset({"roster.repeated_row", "roster.same_name", "roster.duplicate_id"})


@dataclass(frozen=True, slots=True)
class Change(Generic[Entry]):
    """One branch or sub-committee as it is and as it would be."""

    before: Entry
    after: Entry

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ."""
        return tuple(
            name
            for name in self.before.__struct_fields__
            if getattr(self.before, name) != getattr(self.after, name)
        )


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """The difference between a file and the roster, ready to be shown and applied.

    A branch that comes back is among `changed`, from withdrawn to None. `base` is the digest
    of the roster that the plan was made on; `names` the sub-committees' names by id.
    """

    added: tuple[Branch, ...]
    changed: tuple[Change[Branch], ...]
    withdrawn: tuple[Branch, ...]
    unchanged: tuple[Branch, ...]
    sub_committees_added: tuple[SubCommittee, ...]
    sub_committees_changed: tuple[Change[SubCommittee], ...]
    near_duplicates: tuple[NearDuplicate, ...]
    problems: tuple[RowProblem, ...]
    base: str
    names: Mapping[str, str]
    sheets: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether applying it would change nothing."""
        return not (
            self.added
            or self.changed
            or self.withdrawn
            or self.sub_committees_added
            or self.sub_committees_changed
        )

    @property
    def duplicates(self) -> tuple[RowProblem, ...]:
        """Rows that repeat another row's name or id."""
        return tuple(entry for entry in self.problems if entry.problem.code in _DUPLICATES)

    @property
    def bad_addresses(self) -> tuple[RowProblem, ...]:
        """Addresses that are none; they are left out, their rows are read."""
        return tuple(entry for entry in self.problems if entry.problem.code in _ADDRESSES)

    @property
    def left_out(self) -> tuple[RowProblem, ...]:
        """Rows and sheets of the file that become nothing, with the reason of each."""
        return tuple(
            entry for entry in self.problems if entry.lost or entry.problem.code in _LEFT_OUT
        )

    @property
    def unreadable(self) -> tuple[RowProblem, ...]:
        """Rows that are left out whole; a branch that one of them names is not withdrawn."""
        return tuple(entry for entry in self.problems if entry.lost)

    @property
    def mass_withdrawal(self) -> bool:
        """Whether more than half of the branches would be withdrawn: a wrong file, perhaps."""
        return 2 * len(self.withdrawn) > self._active_before

    @property
    def mass_rename(self) -> bool:
        """Whether more than half of the ids would name another branch: row numbers, perhaps."""
        renamed = sum(
            loose_key(change.before.name) != loose_key(change.after.name) for change in self.changed
        )
        return renamed >= _FEW and 2 * renamed > self._active_before

    @property
    def _active_before(self) -> int:
        stayed = sum(change.before.withdrawn is None for change in self.changed)
        return len(self.unchanged) + len(self.withdrawn) + stayed


def plan_import(
    store: Store, roster: RosterFile | None, sub_committees: SubCommitteeFile | None = None
) -> RosterPlan:
    """Compare files with the roster; either may be left out.

    A row is the branch of its `branch_id`, else the branch of its name within its
    sub-committee, else a new one. A column that the file has not changes nothing.
    """
    stored = imported_roster(store)
    asked = roster.questions if roster else ()
    if roster is not None and roster.unread:
        roster = None
    units = plan_sub_committees(
        stored.sub_committees,
        sub_committees,
        roster.rows if roster else (),
        roster.units if roster else (),
        roster.answers if roster else None,
    )
    problems = [*(sub_committees.problems if sub_committees else ()), *units.problems]
    matched: dict[str, Branch] = {}
    gone: tuple[Branch, ...] = ()
    if roster is not None:
        problems += roster.problems
        lost_units = {entry.sub_committee for entry in units.problems}
        rows = [row for row in roster.rows if row.sub_committee not in lost_units]
        matched, told = _match(rows, stored, units.ids, roster.columns)
        problems += told
        gone = _absent(stored, matched, problems, units.ids)
        if roster.only:
            own = units.ids.get(roster.only)
            gone = tuple(branch for branch in gone if branch.sub_committee_id == own)
    before = {branch.id: branch for branch in stored.branches}
    added = tuple(branch for id_, branch in matched.items() if id_ not in before)
    kept = [(before[id_], branch) for id_, branch in matched.items() if id_ in before]
    gone_ids = {branch.id for branch in gone}
    remaining = [
        branch for branch in stored.active if branch.id not in matched and branch.id not in gone_ids
    ]
    names = {entry.id: entry.name for entry in units.entries}
    return RosterPlan(
        added=added,
        changed=tuple(Change(old, new) for old, new in kept if old != new),
        withdrawn=gone,
        unchanged=(*(new for old, new in kept if old == new), *remaining),
        sub_committees_added=units.added,
        sub_committees_changed=tuple(Change(old, new) for old, new in units.changed),
        near_duplicates=near_duplicates(matched.values(), gone, added, names),
        problems=tuple(sorted(problems, key=lambda entry: entry.row)),
        base=stored.digest(),
        names=names,
        sheets=roster.sheets if roster else (),
        questions=(*asked, *units.questions),
    )


def _match(
    rows: Iterable[RosterRow],
    stored: StoredRoster,
    unit_ids: Mapping[str, str],
    columns: frozenset[str],
) -> tuple[dict[str, Branch], list[RowProblem]]:
    """Find or make the branch of every row, by id, in the order of the rows."""
    known = {branch.id: branch for branch in stored.branches}
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for branch in stored.branches:
        by_name[branch.sub_committee_id, name_key(branch.name)].append(branch.id)
    rows = list(rows)
    # Ids speak before names, wherever they stand in the file.
    claimed = {row.branch_id for row in rows if row.branch_id in known}
    matched: dict[str, Branch] = {}
    first_of_id: dict[str, int] = {}
    first_of_name: dict[tuple[str, str], int] = {}
    problems: list[RowProblem] = []
    for row in rows:
        unit = unit_ids[row.sub_committee]
        place = (unit, name_key(row.name))
        if row.branch_id and row.branch_id in first_of_id:
            first = first_of_id[row.branch_id]
            problems.append(_told(row, "roster.duplicate_id", first=first, id=row.branch_id))
            continue
        if place in first_of_name:
            code = "roster.same_name" if row.branch_id else "roster.repeated_row"
            problems.append(_told(row, code, first=first_of_name[place], name=row.name))
            if not row.branch_id:
                continue
        first_of_name.setdefault(place, row.row)
        id_ = row.branch_id if row.branch_id in known else ""
        if not id_:
            id_ = next((one for one in by_name[place] if one not in claimed), "")
            if id_ and row.branch_id:
                problems.append(_told(row, "roster.id_kept", id=row.branch_id, kept=id_))
        if not id_:
            id_ = row.branch_id or free_id(unit, row.name, known.keys() | matched.keys())
        claimed.add(id_)
        for identifier in {id_, row.branch_id} - {""}:
            first_of_id[identifier] = row.row
        matched[id_] = _updated(known.get(id_), id_, unit, row, columns)
    return matched, problems


def _told(row: RosterRow, code: str, **params: str | int) -> RowProblem:
    return RowProblem(
        row.row,
        Problem(code, params),
        lost=code == "roster.duplicate_id",
        sub_committee=row.sub_committee,
        name=row.name,
        sheet=row.sheet,
    )


def free_id(unit: str, name: str, taken: Iterable[str]) -> str:
    """The id derived from a name; another one where a branch that was renamed still has it."""
    taken = set(taken)
    id_, turn = derived_id("b", unit, name), 1
    while id_ in taken:
        turn += 1
        id_ = derived_id("b", unit, name, str(turn))
    return id_


def _updated(
    old: Branch | None, id_: str, unit: str, row: RosterRow, columns: frozenset[str]
) -> Branch:
    branch = old or Branch(id_, unit, row.name)
    # Spelled otherwise in width or blanks only, a name is not renamed.
    same = name_key(branch.name) == name_key(row.name)
    given = {
        "aliases": row.aliases,
        "secretary": row.secretary,
        "contacts": row.contacts,
        "consecutive_years": row.consecutive_years,
        "kind": row.kind,
        "phone": row.phone,
    }
    return replace(
        branch,
        sub_committee_id=unit,
        name=branch.name if same else row.name,
        withdrawn=None,
        **{column: value for column, value in given.items() if column in columns},
    )


def _absent(
    stored: StoredRoster,
    matched: Mapping[str, Branch],
    problems: Iterable[RowProblem],
    unit_ids: Mapping[str, str],
) -> tuple[Branch, ...]:
    """Branches that no row names, not even one that could not be read."""
    lost = [entry for entry in problems if entry.lost]
    lost_ids = {entry.branch_id for entry in lost}
    lost_names = {
        (unit_ids.get(entry.sub_committee), name_key(entry.name)) for entry in lost if entry.name
    }
    return tuple(
        branch
        for branch in stored.active
        if branch.id not in matched
        and branch.id not in lost_ids
        and (branch.sub_committee_id, name_key(branch.name)) not in lost_names
        and (None, name_key(branch.name)) not in lost_names
    )
