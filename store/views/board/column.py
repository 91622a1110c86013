"""A column of the board: one object says everything about it, and everything else iterates."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from store.model import FileKind
from store.views.board.branch_facts import Facts
from store.views.board.facts import BoardFacts
from store.views.board.types import Cell

# How many cells a detail has where there is room, where there is little and where there is least:
# 0 shows the state alone, None leaves the column out.
Widths = tuple[int, int, int | None]


class BoardColumn(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One column of the board, of reports and of `--json`.

    Its words are `head.NAME`, `head_narrow.NAME`, `item_title.NAME`, `cli.column.NAME` and
    `order.NAME` of the catalogs.

    Attributes:
        place: where it stands among the others, from left to right.
        item: which item it is about: its date, and whether the notice has it at all.
        cell: how it stands with one branch.
        widths: of its details on the screen.
        own_widths: those at a sub-committee's desk, where they are others.
        report_width: its share of a report's page.
        due: it is due on the day of the notice (三.4): it counts for 报齐, in time and late.
        kind: the files that stand under it in the panel; None where none do.
        one_file: one file of that kind is in use, to which its cell leads.
        desk_only: it is shown at a sub-committee's desk only, beside the others.
        leads_to: the place that a click on one of its cells may lead to.
        by_facts: its cell is made of `Facts` and what is everybody's: all branches for which
            nothing came and that have the same dates have the same one.
    """

    name: str
    place: int
    item: str
    cell: Callable[[Facts, BoardFacts], Cell]
    widths: Widths
    own_widths: Widths | None = None
    report_width: int = 20
    due: bool = False
    kind: FileKind | None = None
    one_file: bool = False
    desk_only: bool = False
    leads_to: str = ""
    by_facts: bool = False

    @property
    def counted(self) -> bool:
        """Whether it counts how far its item is; the evaluation form belongs to the sharing."""
        return self.name == self.item
