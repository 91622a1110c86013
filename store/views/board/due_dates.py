"""READ: the dates of items 3 to 6, set by staff or by the notice, with their countdowns."""

from __future__ import annotations

from datetime import datetime

from store.model import Item
from store.notice.calendar import load_calendar
from store.notice.deadline import countdown
from store.views.board.facts import BoardFacts
from store.views.board.types import DueDate
from store.workspace.workspace import Workspace


def due_dates(facts: BoardFacts, workspace: Workspace, now: datetime) -> tuple[DueDate, ...]:
    """The dates of items 3 to 6, in the order of the items."""
    dues = facts.marks.dues
    if not dues:
        return ()
    calendar = load_calendar(workspace.notice.dates, workspace.days)
    return tuple(
        DueDate(item, dues[item], countdown(now, dues[item], calendar=calendar))
        for item in Item
        if item in dues and workspace.notice.has(item)
    )
