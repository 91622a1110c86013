"""上报: what a sub-committee handed on to the department; at its own desk only."""

from __future__ import annotations

from store.model import Item
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.facts import BoardFacts
from store.views.board.submission import submission_cell, submission_row
from store.views.board.types import Cell


def _cell(facts: Facts, board: BoardFacts) -> Cell:
    return submission_cell(submission_row(facts, board), board.ruling.notice.dates)


COLUMN = BoardColumn(
    name="submission",
    place=30,
    item=Item.PLAN,
    cell=_cell,
    widths=(7, 7, 7),
    desk_only=True,
    leads_to="submission",
)
