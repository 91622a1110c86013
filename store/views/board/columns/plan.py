"""创建工作方案: item 1, due on the day of the notice."""

from __future__ import annotations

from store.model import FileKind, Item
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.due_cells import due_cell
from store.views.board.facts import BoardFacts
from store.views.board.types import Cell


def _cell(facts: Facts, board: BoardFacts) -> Cell:
    return due_cell(facts, board.ruling, Item.PLAN, FileKind.PLAN)


COLUMN = BoardColumn(
    name="plan",
    place=10,
    item=Item.PLAN,
    cell=_cell,
    widths=(9, 9, 9),
    report_width=28,
    due=True,
    kind=FileKind.PLAN,
    one_file=True,
    by_facts=True,
)
