"""The roster's one door: read files, plan an import, show it, apply it, load the roster."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from store.db import journal
from store.db.acts import subject
from store.db.database import Store
from store.errors import ConfigError
from store.model import Branch, SubCommittee
from store.roster.name_keys import name_key, near_unit
from store.roster.plan import Change, RosterPlan, free_id, plan_import
from store.roster.preview import describe_plan
from store.roster.questions import Answers, Question
from store.roster.reader import RosterFile, SubCommitteeFile, read_roster, read_sub_committees
from store.roster.stored import StoredRoster, find_sub_committee, imported_roster, load_roster
from store.roster.units import plan_sub_committees
from store.text.wording import load

__all__ = [
    "Answers",
    "Question",
    "RosterPlan",
    "StoredRoster",
    "add_branch",
    "apply_plan",
    "describe_plan",
    "find_sub_committee",
    "load_roster",
    "plan_import",
    "read_roster",
    "read_sub_committees",
]


def read_files(
    roster: Path | None,
    sub_committees: Path | None,
    *,
    scope: str = "",
    answers: Answers | None = None,
) -> tuple[RosterFile | None, SubCommitteeFile | None]:
    """Read the files of an import.

    Args:
        scope: whose branches these are, for a roster without that column.
        answers: what people said of such rosters before.

    Raises:
        ConfigError: `table.*` or `roster.*`, with the file and what to do about it.
    """
    return (
        read_roster(roster, sub_committee=scope, answers=answers) if roster else None,
        read_sub_committees(sub_committees) if sub_committees else None,
    )


def resolved_scope(
    scope: str,
    roster: RosterFile | None,
    sub_committees: SubCommitteeFile | None,
) -> str:
    """The full name of the sub-committee that a new workspace is to be for.

    A short form is resolved where only one can be meant: 信息学院党委, or the first of its name.

    Raises:
        ConfigError: `scope.unknown`, with the names there are.
    """
    if not scope or (roster is None and sub_committees is None):
        return scope
    units = plan_sub_committees(
        (),
        sub_committees,
        roster.rows if roster else (),
        roster.units if roster else (),
        roster.answers if roster else None,
    ).entries
    found = find_sub_committee(units, scope)
    if found is not None:
        return found.name
    near = [unit.name for unit in units if near_unit(unit.name, scope)]
    if len(near) == 1:
        return near[0]
    raise ConfigError("scope.unknown", scope=scope, known="、".join(unit.name for unit in units))


def open_questions(
    roster: RosterFile | None,
    sub_committees: SubCommitteeFile | None,
    stored: Iterable[SubCommittee] = (),
) -> tuple[Question, ...]:
    """What a person must answer before these files can be imported.

    Args:
        stored: the sub-committees that the roster has already.
    """
    if roster is None:
        return ()
    if roster.unread:
        return roster.questions
    units = plan_sub_committees(
        tuple(stored), sub_committees, roster.rows, roster.units, roster.answers
    )
    return (*roster.questions, *units.questions)


def apply_plan(
    store: Store,
    plan: RosterPlan,
    *,
    at: datetime,
    actor: str,
    reason: str = "",
    force: bool = False,
) -> None:
    """Write a plan as one transaction, with a journal line for each change.

    Args:
        reason: why the absent branches withdraw (退出创建); "" for "not in the roster".
        force: apply a plan that withdraws or renames more than half of the branches.

    Raises:
        ConfigError: `roster.mass_withdrawal` or `roster.mass_rename` without `force`,
            `roster.changed_meanwhile` where the roster is not the one that was planned on.
        StoreError: `db.*`; nothing is written.
    """
    if not force and plan.mass_withdrawal:
        raise ConfigError("roster.mass_withdrawal", n=len(plan.withdrawn))
    if not force and plan.mass_rename:
        raise ConfigError("roster.mass_rename")
    why = reason.strip() or load("zh_CN").say("roster.reason_absent")
    with store.atomic():
        if imported_roster(store).digest() != plan.base:
            raise ConfigError("roster.changed_meanwhile")
        for unit in plan.sub_committees_added:
            _write_sub_committee(store, unit)
            _note(store, at, actor, "roster.added", "sub_committee", None, unit)
        for unit_change in plan.sub_committees_changed:
            _write_sub_committee(store, unit_change.after)
            _note_change(store, at, actor, "sub_committee", unit_change)
        for branch in plan.added:
            _write_branch(store, branch)
            _note(store, at, actor, "roster.added", "branch", None, branch)
        for change in plan.changed:
            _write_branch(store, change.after)
            _note_change(store, at, actor, "branch", change)
        for branch in plan.withdrawn:
            store.execute("UPDATE branches SET withdrawn = ? WHERE id = ?", (why, branch.id))
            journal.record(
                store,
                at,
                actor,
                "roster.withdrawn",
                subject("branch", branch.id),
                {"withdrawn": None},
                {"withdrawn": why},
            )


def add_branch(
    store: Store, sub_committee_id: str, name: str, *, at: datetime, actor: str
) -> Branch:
    """Add one branch that mail showed to be missing; the next import matches it by its name.

    Raises:
        ConfigError: `roster.branch_there`, where the sub-committee has it already.
    """
    with store.atomic():
        stored = imported_roster(store)
        own = [one for one in stored.branches if one.sub_committee_id == sub_committee_id]
        if any(name_key(one.name) == name_key(name) for one in own):
            raise ConfigError("roster.branch_there", branch=name)
        id_ = free_id(sub_committee_id, name, [one.id for one in stored.branches])
        branch = Branch(id_, sub_committee_id, name)
        _write_branch(store, branch)
        _note(store, at, actor, "roster.added", "branch", None, branch)
    return branch


def _note(
    store: Store,
    at: datetime,
    actor: str,
    act: str,
    kind: str,
    before: Branch | SubCommittee | None,
    after: Branch | SubCommittee,
) -> None:
    journal.record(
        store,
        at,
        actor,
        act,
        subject(kind, after.id),
        None if before is None else asdict(before),
        asdict(after),
    )


def _note_change(
    store: Store, at: datetime, actor: str, kind: str, change: Change[Branch] | Change[SubCommittee]
) -> None:
    journal.record(
        store,
        at,
        actor,
        "roster.readmitted" if "withdrawn" in change.fields else "roster.changed",
        subject(kind, change.after.id),
        {name: getattr(change.before, name) for name in change.fields},
        {name: getattr(change.after, name) for name in change.fields},
    )


def _write_sub_committee(store: Store, unit: SubCommittee) -> None:
    store.execute(
        """INSERT INTO sub_committees (id, name, aliases, former_names, staff, contacts, phone)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, aliases = excluded.aliases,
           former_names = excluded.former_names, staff = excluded.staff,
           contacts = excluded.contacts, phone = excluded.phone""",
        (
            unit.id,
            unit.name,
            _json(unit.aliases),
            _json(unit.former_names),
            _json(unit.staff),
            _json(unit.contacts),
            unit.phone,
        ),
    )


def _write_branch(store: Store, branch: Branch) -> None:
    store.execute(
        """INSERT INTO branches (id, sub_committee_id, name, aliases, secretary, contacts,
                                 consecutive_years, kind, phone, withdrawn)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET sub_committee_id = excluded.sub_committee_id,
           name = excluded.name, aliases = excluded.aliases, secretary = excluded.secretary,
           contacts = excluded.contacts, consecutive_years = excluded.consecutive_years,
           kind = excluded.kind, phone = excluded.phone, withdrawn = excluded.withdrawn""",
        (
            branch.id,
            branch.sub_committee_id,
            branch.name,
            _json(branch.aliases),
            branch.secretary,
            _json(branch.contacts),
            branch.consecutive_years,
            branch.kind,
            branch.phone,
            branch.withdrawn,
        ),
    )


def _json(texts: tuple[str, ...]) -> str:
    return msgspec.json.encode(texts).decode()
