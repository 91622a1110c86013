"""READ: the column of an item that a notice has beside the six: people mark who is done with it.

Where a file that bears its title came for the branch, it waits for a person to look and to mark.
"""

from __future__ import annotations

from functools import lru_cache

from store.model import FileKind, State
from store.notice.notice import OwnItem
from store.notice.own_words import own_item_in
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.facts import BoardFacts
from store.views.board.open_cells import day_detail, open_with
from store.views.board.types import Cell

# Behind the columns that every board has.
_PLACE = 100


@lru_cache(maxsize=64)
def own_column(item: OwnItem) -> BoardColumn:
    """The column of one of them."""

    def cell(facts: Facts, board: BoardFacts) -> Cell:
        done = facts.own_items.get(item.id)
        if done is not None and done <= board.ruling.today:
            return Cell(item.id, State.DONE, day_detail(done), measure=done.toordinal())
        return open_with(_came(item, facts), item.id)

    place = _PLACE + item.number
    return BoardColumn(
        name=item.id, place=place, item=item.id, cell=cell, widths=(4, 0, None), by_facts=True
    )


def _came(item: OwnItem, facts: Facts) -> int:
    """How many files of the branch bear its title, and are nothing else."""
    return sum(
        (one.waiting or one.kind is FileKind.OTHER) and bool(own_item_in(one.path, (item.title,)))
        for one in (*facts.credited, *facts.waiting)
    )
