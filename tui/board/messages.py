"""What the widgets of the board tell it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from store.views.board.types import BranchRow


@dataclass
class BranchChosen(Message, bubble=False):
    """The cursor of the matrix came to a branch; told to the board itself, at every key."""

    row: BranchRow


@dataclass
class BranchOpened(Message):
    """A branch was asked for: by Enter or a second click."""

    row: BranchRow


@dataclass
class CellClicked(Message):
    """A cell of the matrix was clicked: what it stands for may be marked."""

    row: BranchRow
    column: str


@dataclass
class UnitClicked(Message):
    """The name of a sub-committee was clicked in the matrix."""

    unit_id: str


@dataclass
class SelectionChanged(Message):
    """Branches were selected or let go; how many are."""

    count: int
