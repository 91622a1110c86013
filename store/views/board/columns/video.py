"""成果展示视频: item 2, due on the day of the notice."""

from __future__ import annotations

from store.model import FileKind, Item
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.due_cells import due_cell
from store.views.board.facts import BoardFacts
from store.views.board.types import Cell


def _cell(facts: Facts, board: BoardFacts) -> Cell:
    return due_cell(facts, board.ruling, Item.VIDEO, FileKind.VIDEO)


COLUMN = BoardColumn(
    name="video",
    place=20,
    item=Item.VIDEO,
    cell=_cell,
    widths=(10, 10, 10),
    report_width=30,
    due=True,
    kind=FileKind.VIDEO,
    one_file=True,
    by_facts=True,
)
