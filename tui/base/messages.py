"""What screens, widgets and workers tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from store.text.wording import Wording
from store.workspace.workspace import Workspace

if TYPE_CHECKING:
    from mailsync.sync.decoding import DecodeProgress
    from tui.base.jobs import SyncProgress


class HeadPainted(Message):
    """The head of the board is there: the rest can be imported."""


class PlaceShown(Message):
    """A place came to the front."""


@dataclass
class Told(Message):
    """A widget has something to say in the line of what happens."""

    text: str


@dataclass
class CommandAsked(Message):
    """A command was clicked in the footer or picked in the palette."""

    action: str


@dataclass
class SyncMoved(Message):
    """The sync came further."""

    progress: SyncProgress


@dataclass
class DecodeMoved(Message):
    """The full check of videos came further."""

    progress: DecodeProgress


@dataclass
class DecodeShown(Message, bubble=False):
    """A place may show anew how far the full check of videos is."""


@dataclass
class SettingsChanged(Message):
    """A setting was changed in the file; `said` tells so, `key` is where one was."""

    workspace: Workspace
    wording: Wording
    said: str
    key: str
