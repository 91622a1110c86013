"""How wide the columns of the matrix are, and what a cell says in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from store.model import State
from store.text.wording import Wording
from store.views.board.columns import all_columns, board_columns
from store.views.board.types import Cell
from tui.base.cell_words import detail_text, prefix_text
from tui.base.cells import fit, width_of
from tui.base.inks import STATE_INKS
from tui.widgets.painted import Line

STATE_WIDTH = 2
MARK_WIDTH = 2

# How a detail is said where it does not fit.
_SHORTER = {
    "cell.waiting": "cell_short.waiting",
    "cell.link": "cell_short.link",
    "cell.link_soon": "cell_short.link_soon",
    "cell.until": "cell_short.until",
}
# An item that the notice has beside the six: the day on which it was done.
_OWN_ITEM = 4
# The least room for a name beside the wide columns, and beside the narrow ones.
_NAME_ROOM, _NAME_ROOM_NARROW = 24, 20


class Columns(msgspec.Struct, frozen=True):
    """The widths of one layout: the name's, then of the details by column, from left to right."""

    name: int
    details: Mapping[str, int]
    wide: bool

    @property
    def widths(self) -> Mapping[str, int]:
        """Each column's cells, the gap after it included."""
        return {name: _column_width(detail) for name, detail in self.details.items()}


@lru_cache(maxsize=32)
def columns_for(width: int, *, own_desk: bool = False, own_items: tuple[str, ...] = ()) -> Columns:
    """The layout of a matrix of `width` cells.

    A narrow one says some columns by their state; the narrowest has what is due on the day of the
    notice only.

    Args:
        own_desk: whether a sub-committee looks at its own branches.
        own_items: the items that the notice has beside the six.
    """
    layouts = [_layout(room, own_desk=own_desk) for room in range(3)]
    if own_items:
        days, states = dict.fromkeys(own_items, _OWN_ITEM), dict.fromkeys(own_items, 0)
        layouts = [layouts[0] | days, layouts[1] | states, layouts[2]]
    wide = _fixed(layouts[0]) + _NAME_ROOM <= width
    details = layouts[0] if wide else layouts[1]
    if _fixed(details) + _NAME_ROOM_NARROW > width:
        details = layouts[2]
    return Columns(max(width - _fixed(details), 4), details, wide)


def _layout(room: int, *, own_desk: bool) -> dict[str, int]:
    """The cells of the details by column; `room` is 0 for much, 2 for the least."""
    found: dict[str, int] = {}
    for name, column in (all_columns() if own_desk else board_columns()).items():
        widths = (own_desk and column.own_widths) or column.widths
        detail = widths[room]
        if detail is not None:
            found[name] = detail
    return found


def column_at(columns: Columns, x: int) -> str | None:
    """The column of the cell at `x` cells from the left; None for the name."""
    place = MARK_WIDTH + columns.name
    if x < place:
        return None
    for column, width in columns.widths.items():
        place += width
        if x < place:
            return column
    return None


def head_line(columns: Columns, wording: Wording) -> Line:
    """The heads of the columns."""
    form = "head" if columns.wide else "head_narrow"
    heads = [
        (fit(_fitting_head(wording.say(f"{form}.{column}"), width), width), "dim")
        for column, width in columns.widths.items()
    ]
    return (
        (" " * MARK_WIDTH + fit(wording.say("head.branch"), columns.name), "dim"),
        *heads,
    )


def _fitting_head(head: str, width: int) -> str:
    """A head, or its number alone where there is room for no more."""
    return head if width_of(head) < width else head.split()[0]


def cell_line(cell: Cell, detail_width: int, wording: Wording) -> Line:
    """One cell: the state's mark, then the lateness and the measure where there is room."""
    ink = "amber" if _urgent(cell) else STATE_INKS[cell.state]
    mark = fit(wording.say(f"state.{cell.state}"), STATE_WIDTH)
    if not detail_width:
        return ((mark + " ", f"{ink} bold"),)
    text = _fitting(cell, wording, detail_width)
    word = wording.say(f"state_word.{cell.state}")
    room = _word_width(wording)
    longer = room - STATE_WIDTH
    if width_of(text) + longer <= detail_width:
        # A word in place of the mark, where that cuts nothing.
        mark, detail_width = fit(word, room), detail_width - longer
    if not text:
        return ((mark + " " * (detail_width + 2), f"{ink} bold"),)
    return (
        (mark + " ", f"{ink} bold"),
        (fit(text, detail_width) + " ", "text" if cell.state.complete else ink),
    )


@lru_cache(maxsize=4)
def _word_width(wording: Wording) -> int:
    """How wide the widest word for a state is."""
    return max(width_of(wording.say(f"state_word.{state}")) for state in State)


def _fitting(cell: Cell, wording: Wording, width: int) -> str:
    """The longest way to say a cell that fits: nothing is cut, the lateness stays to the last."""
    details = [detail_text(cell, wording)]
    if cell.detail is not None and cell.detail.code in _SHORTER:
        details.append(detail_text(cell, wording, _SHORTER[cell.detail.code]))
    ways = [prefix_text(cell, wording) + detail for detail in details]
    if cell.late:
        ways += [wording.say("board.late_short") + detail for detail in details]
        ways.append(wording.say("board.late").strip())
    else:
        ways += details
    return next((way for way in ways if width_of(way) <= width), "")


def _urgent(cell: Cell) -> bool:
    """Whether the file behind a link must be fetched within days."""
    return cell.detail is not None and cell.detail.code == "cell.link_soon"


def _column_width(detail: int) -> int:
    return STATE_WIDTH + 1 + (detail + 1 if detail else 0)


def _fixed(details: dict[str, int]) -> int:
    return MARK_WIDTH + sum(_column_width(detail) for detail in details.values())
