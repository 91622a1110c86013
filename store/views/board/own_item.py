"""READ: the column of an item that a notice has beside the six: people mark who is done with it."""

from __future__ import annotations

from functools import lru_cache

from store.model import State
from store.notice.notice import OwnItem
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.facts import BoardFacts
from store.views.board.open_cells import day_detail
from store.views.board.types import Cell

# Behind the columns that every board has.
_PLACE = 100


@lru_cache(maxsize=64)
def own_column(item: OwnItem) -> BoardColumn:
    """The column of one of them."""

    def cell(facts: Facts, board: BoardFacts) -> Cell:
        done = facts.own_items.get(item.id)
        if done is None or done > board.ruling.today:
            return Cell(item.id, State.OPEN)
        day, measure = day_detail(done), done.toordinal()
        return Cell(item.id, State.DONE, day, measure=measure)

    place = _PLACE + item.number
    return BoardColumn(
        name=item.id, place=place, item=item.id, cell=cell, widths=(4, 0, None), by_facts=True
    )
