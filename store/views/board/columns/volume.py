"""优秀案例文集: item 6."""

from __future__ import annotations

from store.model import Item, State
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.facts import BoardFacts
from store.views.board.types import Cell, Detail


def _cell(facts: Facts, _: BoardFacts) -> Cell:
    """Selected and not selected are both decided (notice 一.6); a reserve is not."""
    if facts.selection is None:
        return Cell("volume", State.OPEN)
    choice = facts.selection.choice
    state = State.OPEN if choice == "reserve" else State.DONE
    return Cell("volume", state, Detail(f"cell.{choice}"))


COLUMN = BoardColumn(
    name="volume",
    place=80,
    item=Item.VOLUME,
    cell=_cell,
    widths=(6, 0, None),
    leads_to="review",
    by_facts=True,
)
