"""品牌推广: item 3."""

from __future__ import annotations

from store.model import FileKind, Item, State
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.facts import BoardFacts
from store.views.board.open_cells import day_detail, open_or_asked
from store.views.board.types import Cell, Detail


def _cell(facts: Facts, board: BoardFacts) -> Cell:
    """Done means 刊发 on the channel for all cases, "We党微家" (notice 一.3)."""
    ruling = board.ruling
    first = next((one.id for one in ruling.channels if one.cases == "all"), "")
    mine = [one for one in facts.articles if one.date is None or one.date <= ruling.today]
    published = [one for one in mine if one.step == "published"]
    reached = {one.channel for one in published}
    if first in reached:
        days = [one.date for one in published if one.channel == first and one.date is not None]
        everywhere = {channel.id for channel in ruling.channels if channel.cases == "all"}
        further = [one.id for one in ruling.channels if one.id not in everywhere]
        if facts.excellent and further:
            counted = sum(name in reached for name in further)
            detail = Detail("cell.channels", {"n": counted, "total": len(further)})
        else:
            detail = day_detail(min(days)) if days else Detail("cell.published")
        return Cell("promotion", State.DONE, detail, measure=len(reached))
    if any(one.channel == first for one in mine):
        return Cell("promotion", State.SUBMITTED)
    if any(one.kind is FileKind.ARTICLE for one in facts.credited):
        return Cell("promotion", State.OPEN, Detail("cell.draft"))
    return open_or_asked(facts, "promotion", FileKind.ARTICLE)


COLUMN = BoardColumn(
    name="promotion",
    place=40,
    item=Item.PROMOTION,
    cell=_cell,
    widths=(5, 0, None),
    report_width=21,
    kind=FileKind.ARTICLE,
    leads_to="promotion",
    by_facts=True,
)
