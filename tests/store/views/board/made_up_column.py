"""走访: a made-up column in one file: done where staff wrote a note on the branch."""

from __future__ import annotations

from store.model import Item, State
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.facts import BoardFacts
from store.views.board.types import Cell, Detail


def _cell(facts: Facts, board: BoardFacts) -> Cell:
    notes = board.marks.notes.get(facts.branch.id, ())
    state = State.DONE if notes else State.OPEN
    detail = Detail("cell.of", {"n": len(notes), "total": 2}) if notes else None
    return Cell(COLUMN.name, state, detail, measure=len(notes) or None)


COLUMN = BoardColumn(
    name="visit",
    place=55,
    item=Item.SHARING,
    cell=_cell,
    widths=(5, 0, None),
)
