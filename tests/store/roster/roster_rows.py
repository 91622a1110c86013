"""Roster files made of rows in memory, and their import."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from store.db.database import Store
from store.roster.importing import apply_plan, plan_import
from store.roster.plan import RosterPlan
from store.roster.reader import RosterFile, SubCommitteeFile
from store.roster.rows import RosterRow, RowProblem, SubCommitteeRow

NOW = datetime(2027, 3, 16, 1, tzinfo=UTC)
ALL = frozenset(
    {"branch_id", "secretary", "contacts", "aliases", "consecutive_years", "kind", "phone"}
)


def file(
    *rows: RosterRow, problems: tuple[RowProblem, ...] = (), columns: frozenset[str] = ALL
) -> RosterFile:
    """A file of these rows that has every column, unless said otherwise."""
    return RosterFile(rows, problems, columns)


def row(number: int, name: str, unit: str = "甲党委", **more: Any) -> RosterRow:
    """One row of a roster."""
    return RosterRow(number, unit, name, **more)


def units(*rows: SubCommitteeRow) -> SubCommitteeFile:
    """A file of sub-committees with every column."""
    return SubCommitteeFile(rows, (), frozenset({"aliases", "former_names", "staff", "contacts"}))


def imported(
    store: Store, roster: RosterFile | None, more: SubCommitteeFile | None = None
) -> RosterPlan:
    """Plan and apply an import."""
    plan = plan_import(store, roster, more)
    apply_plan(store, plan, at=NOW, actor="王", force=True)
    return plan


def codes(plan: RosterPlan) -> list[tuple[int, str]]:
    """Row and code of every problem."""
    return [(entry.row, entry.problem.code) for entry in plan.problems]
