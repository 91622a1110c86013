"""What a cell of the board says beside its state, in words."""

from __future__ import annotations

from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.types import Cell


def cell_text(cell: Cell, wording: Wording) -> str:
    """What a cell says beside its state where there is room for everything."""
    return prefix_text(cell, wording) + detail_text(cell, wording)


def detail_text(cell: Cell, wording: Wording, code: str = "") -> str:
    """The detail of a cell, worded by `code` where that is given."""
    if cell.detail is None:
        return ""
    return visible(wording.say(code or cell.detail.code, **cell.detail.params))


def prefix_text(cell: Cell, wording: Wording) -> str:
    """What stands before the detail of a cell that is late or was corrected."""
    if cell.late:
        return wording.say("board.late")
    return wording.say("board.mended") if cell.mended else ""
