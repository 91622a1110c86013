"""函评: item 5."""

from __future__ import annotations

from msgspec.structs import replace

from store.db.acts import subject
from store.items.review_results import result
from store.model import Item, State
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.facts import BoardFacts
from store.views.board.types import Cell, Detail

# What staff accept where reviewers disagree.
DISAGREEMENT = "review.disagreement"


def _cell(facts: Facts, board: BoardFacts) -> Cell:
    """Done when every reviewer of the branch sent scores (notice 一.5)."""
    branch = facts.branch
    found = result(facts.scores, board.ruling.notice, second_year=branch.consecutive_years)
    asked = len(facts.reviewers)
    if not asked:
        return Cell("review", State.OPEN)
    received = found.received if found else 0
    if found is None or received < asked:
        return Cell("review", State.OPEN, Detail("cell.of", {"n": received, "total": asked}))
    mean = Detail("cell.mean", {"mean": round(found.mean, 1)})
    cell = Cell("review", State.DONE, mean, measure=found.mean)
    if not found.disagreed:
        return cell
    about = subject("branch", branch.id)
    if (about, DISAGREEMENT) in board.ruling.accepted:
        return replace(cell, state=State.ACCEPTED)
    return replace(cell, state=State.SOFT, file=about, judged=(DISAGREEMENT,))


COLUMN = BoardColumn(
    name="review",
    place=70,
    item=Item.REVIEW,
    cell=_cell,
    widths=(5, 0, None),
    own_widths=(0, 0, None),
    leads_to="review",
    by_facts=True,
)
