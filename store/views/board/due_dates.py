"""READ: the dates that items have of their own, set by staff or by the notice; their countdowns."""

from __future__ import annotations

from datetime import datetime

from store.notice.calendar import load_calendar
from store.notice.deadline import countdown
from store.views.board.columns import asked_items
from store.views.board.facts import BoardFacts
from store.views.board.types import DueDate
from store.workspace.workspace import Workspace


def due_dates(facts: BoardFacts, workspace: Workspace, now: datetime) -> tuple[DueDate, ...]:
    """The dates of the six that are not everybody's, then of those beside them, in the order of
    the items."""
    dues: dict[str, datetime] = dict(workspace.own_dates.items())
    dues |= facts.marks.dues
    if not dues:
        return ()
    calendar = load_calendar(workspace.notice.dates, workspace.days)
    return tuple(
        DueDate(item, dues[item], countdown(now, dues[item], calendar=calendar))
        for item in asked_items(workspace.notice)
        if item in dues
    )
