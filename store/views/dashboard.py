"""READ: the whole board as of one moment."""

from __future__ import annotations

from datetime import datetime

from store.config import Workspace
from store.db import Store
from store.deadline import countdown
from store.model import Item
from store.moments import from_text
from store.views.board_facts import BoardFacts, read_facts
from store.views.cells import cells
from store.views.types import BranchRow, DashboardView, Progress, SyncStatus
from store.work_calendar import load_calendar


def dashboard(
    store: Store, workspace: Workspace, *, now: datetime, scope: str | None = None
) -> DashboardView:
    """Derive the board at `now`: what had arrived by then, as judged and decided to this day.

    Args:
        scope: a sub-committee's name for this once; None means that of the settings.

    Raises:
        ConfigError: `scope.unknown`.
    """
    with store.snapshot():
        revision = store.revision()
        facts = read_facts(store, workspace, as_of=now, scope=scope)
        problems = _problem_count(store)
        sync = _sync_status(store)
    rows = branch_rows(facts)
    return DashboardView(
        revision=revision,
        as_of=now,
        deadline=workspace.settings.deadline,
        countdown=countdown(
            now,
            workspace.settings.deadline,
            calendar=load_calendar(workspace.notice.dates, workspace.days),
        ),
        rows=rows,
        progress=tuple(_progress(item, rows) for item in Item),
        queue=len(facts.waiting),
        links=len(facts.unfetched),
        problems=problems,
        sync=sync,
    )


def branch_rows(facts: BoardFacts) -> tuple[BranchRow, ...]:
    """The rows of all branches in scope, grouped by sub-committee in the roster's order."""
    units = {unit.id: unit for unit in facts.roster.sub_committees}
    order = {unit_id: place for place, unit_id in enumerate(units)}
    grouped = sorted(
        facts.by_branch.values(), key=lambda entry: order[entry.branch.sub_committee_id]
    )
    return tuple(
        BranchRow(
            branch=entry.branch,
            sub_committee=units[entry.branch.sub_committee_id],
            cells=cells(entry, facts.ruling),
            limit=entry.limit,
            last_arrival=max(
                (c.received_at for c in entry.credited if c.received_at is not None),
                default=None,
            ),
        )
        for entry in grouped
    )


def _progress(item: Item, rows: tuple[BranchRow, ...]) -> Progress:
    return Progress(item, sum(row.cell(item).state.complete for row in rows), len(rows))


def _problem_count(store: Store) -> int:
    return int(
        store.rows(
            """SELECT (SELECT count(*) FROM mails WHERE problems != '[]')
               + (SELECT count(*) FROM places WHERE mail_id IS NULL) AS n"""
        )[0]["n"]
    )


def _sync_status(store: Store) -> SyncStatus:
    last = store.rows("SELECT * FROM sync_runs ORDER BY id DESC LIMIT 1")
    good = store.rows("SELECT * FROM sync_runs WHERE error IS NULL ORDER BY id DESC LIMIT 1")
    return SyncStatus(
        last_good=from_text(good[0]["ended_at"]) if good else None,
        last_new=int(good[0]["new"]) if good else 0,
        error=last[0]["error"] if last else None,
    )
