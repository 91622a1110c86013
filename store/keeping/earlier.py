"""The files of an earlier year's archive, by digest and a sample of their text, to compare with."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from store.db.database import open_store
from store.db.decisions import live_decisions
from store.keeping.archived import opened_archive
from store.model import FileKind
from store.roster.stored import load_roster
from store.views.board.alike import COMPARED
from store.views.board.credits import Credit, all_credits
from store.views.board.measures import latest_measures
from store.workspace.earlier import EarlierFile
from store.workspace.workspace import open_workspace


def files_of_archive(place: Path) -> tuple[EarlierFile, ...]:
    """Read what the branches of an archive had handed in: plans, videos, supporting files.

    Raises:
        StoreError: as `opened_archive`.
    """
    with opened_archive(place) as opened:
        workspace = open_workspace(opened.folder)
        cohort = workspace.settings.cohort
        with contextlib.closing(open_store(workspace.database)) as store:
            decisions = live_decisions(store)
            credited = all_credits(store, decisions, as_of=opened.as_of)
            measures = latest_measures(store)
            roster = load_roster(store)
        branches = {branch.id: branch for branch in roster.branches}
        units = {unit.id: unit.name for unit in roster.sub_committees}
        return tuple(
            EarlierFile(
                cohort,
                branches[branch_id].name,
                credit.name,
                credit.digest,
                str(measures.get(credit.digest, {}).get("sketch", ""))
                if credit.kind is FileKind.PLAN
                else "",
                units.get(branches[branch_id].sub_committee_id, ""),
                credit.kind.value,
                _hours_left(credit, workspace.asked_by),
            )
            for credit in credited
            if credit.kind in COMPARED and credit.digest and not credit.waiting
            for branch_id in credit.branch_ids
            if branch_id in branches
        )


def _hours_left(credit: Credit, asked_by: datetime) -> float | None:
    if credit.received_at is None:
        return None
    return (asked_by - credit.received_at).total_seconds() / 3600
