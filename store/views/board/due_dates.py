"""READ: the dates of all but items 1 and 2, set by staff or by the notice; their countdowns."""

from __future__ import annotations

from datetime import datetime

from store.notice.calendar import load_calendar
from store.notice.deadline import countdown
from store.views.board.columns import asked_items
from store.views.board.facts import BoardFacts
from store.views.board.types import DueDate
from store.workspace.workspace import Workspace


def due_dates(facts: BoardFacts, workspace: Workspace, now: datetime) -> tuple[DueDate, ...]:
    """The dates of items 3 to 6, then of those beside the six, in the order of the items."""
    dues = facts.marks.dues
    if not dues:
        return ()
    calendar = load_calendar(workspace.notice.dates, workspace.days)
    return tuple(
        DueDate(item, dues[item], countdown(now, dues[item], calendar=calendar))
        for item in asked_items(workspace.notice)
        if item in dues
    )
