"""What screens, widgets and workers tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from store.sessions import Session
    from store.views.types import BranchRow, DashboardView
    from tui.jobs import BranchFacts, SyncProgress, SyncResult


@dataclass
class BoardReady(Message):
    """The board's parts are there."""


@dataclass
class BranchChosen(Message):
    """The cursor of the matrix came to a branch."""

    row: BranchRow


@dataclass
class BranchOpened(Message):
    """A branch was asked for: by Enter or a second click."""

    row: BranchRow


@dataclass
class SelectionChanged(Message):
    """Branches were selected or let go; how many are."""

    count: int


@dataclass
class CommandAsked(Message):
    """A command was clicked in the footer or picked in the palette."""

    action: str


@dataclass
class BoardRead(Message):
    """A worker read the board."""

    view: DashboardView


@dataclass
class BranchRead(Message):
    """A worker read one branch; None where it left the board."""

    branch_id: str
    facts: BranchFacts | None


@dataclass
class SessionsRead(Message):
    """A worker read the sessions that cover some branches, newest last."""

    rows: tuple[BranchRow, ...]
    sessions: tuple[Session, ...]


@dataclass
class Decided(Message):
    """A worker wrote what a person decided, or took it back; `said` is worded already."""

    said: str


@dataclass
class SyncMoved(Message):
    """The sync came further."""

    progress: SyncProgress


@dataclass
class SyncOver(Message):
    """The sync ended without an error."""

    result: SyncResult
