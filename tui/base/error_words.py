"""Errors in words for the screens: a conflict says who did what to what, and when."""

from __future__ import annotations

from datetime import datetime

from store.errors import SixOnesError
from store.views.board.types import DashboardView
from tui.base.act_words import act_name
from tui.base.desk import Desk


def error_words(error: SixOnesError, desk: Desk, view: DashboardView | None) -> str:
    """Word an error; what was decided meanwhile is named by the rows of the board."""
    if error.code != "decision.conflict":
        # Where something was received, it is said that it stays.
        received = view is not None and view.sync.last_good is not None
        return desk.wording.error(error, place="board" if received else "")
    fields, say = error.fields, desk.wording.say
    at = desk.workspace.notice.dates.local(datetime.fromisoformat(str(fields["at"])))
    return say(
        "conflict.said",
        who=fields["who"],
        at=f"{at:%H:%M:%S}",
        act=act_name(str(fields["act"]), desk.wording),
        about=_name(str(fields["subject"]), view) or say("conflict.this"),
    )


def _name(subject: str, view: DashboardView | None) -> str:
    kind, _, identifier = subject.partition(":")
    rows = view.rows if view is not None else ()
    if kind == "version":
        kind, identifier = "branch", identifier.rpartition("/")[0]
    if kind == "own_item":
        kind, identifier = "branch", identifier.partition("/")[2]
    if kind == "branch":
        return next((row.branch.name for row in rows if row.branch.id == identifier), "")
    if kind == "sub_committee":
        units = (row.sub_committee for row in rows)
        return next((unit.name for unit in units if unit.id == identifier), "")
    return ""
