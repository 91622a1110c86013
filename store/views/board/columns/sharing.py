"""现场分享交流: item 4."""

from __future__ import annotations

from store.model import FileKind, Item, State
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.columns.eval_form import eval_form_cell
from store.views.board.facts import BoardFacts
from store.views.board.open_cells import day_detail
from store.views.board.types import Cell, Detail


def _cell(facts: Facts, board: BoardFacts) -> Cell:
    """The session and its form (notice 一.4): green only when the branch spoke and it is in."""
    branch_id, ruling = facts.branch.id, board.ruling
    held = [
        session
        for session in facts.sessions
        if session.status == "held"
        and session.date <= ruling.today
        and session.speakers.get(branch_id) in ("secretary", "deputy")
    ]
    planned = [
        session
        for session in facts.sessions
        if (session.status == "planned" and session.date >= ruling.today)
        or (session.status == "held" and session.date > ruling.today)
    ]
    if held and eval_form_cell(facts, board).state.complete:
        day = held[-1].date
        detail, measure = day_detail(day), day.toordinal()
        return Cell("sharing", State.DONE, detail, measure=measure)
    if held:
        measure = held[-1].date.toordinal()
        detail = Detail("cell.form_missing")
        return Cell("sharing", State.OPEN, detail, measure=measure)
    if planned:
        first = min(session.date for session in planned)
        detail, measure = day_detail(first, "cell.planned"), first.toordinal()
        return Cell("sharing", State.OPEN, detail, measure=measure)
    return Cell("sharing", State.OPEN)


COLUMN = BoardColumn(
    name="sharing",
    place=50,
    item=Item.SHARING,
    cell=_cell,
    widths=(8, 8, None),
    own_widths=(8, 0, None),
    report_width=20,
    kind=FileKind.SHARING,
    by_facts=True,
)
