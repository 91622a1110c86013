"""READ: who is not marked as done with an item beside the six that has a date.

Of whom a file of it waits to be looked at, nothing is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from store.model import Branch
from store.views.board.facts import BoardFacts
from store.views.board.types import BranchRow


@dataclass(frozen=True, slots=True)
class OwnDebt:
    """What one branch is not marked as done with: the item's id, and until when it is due."""

    branch: Branch
    item: str
    due: datetime


def own_debts(board: BoardFacts, rows: Iterable[BranchRow]) -> Iterator[OwnDebt]:
    """What the branches of some rows owe, in their order and in that of the notice's items."""
    dated = [own.id for own in board.ruling.notice.own_items if own.id in board.marks.dues]
    for row in rows:
        for item in dated:
            if row.cell(item).state.theirs:
                yield OwnDebt(row.branch, item, board.marks.dues[item])
