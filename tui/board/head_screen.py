"""The board's head alone: what is painted while the board itself is still being imported."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen

from tui.base.compositor import FrontCompositor
from tui.base.desk import Desk
from tui.base.messages import HeadPainted
from tui.board.header import BoardHeader
from tui.places.place import AIRY_FROM


class HeadScreen(Screen[None]):
    """Shows the same lines as the board's own head, so that nothing moves when the board comes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._compositor = FrontCompositor()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """The head, for the terminal's size at once: a second layout costs time."""
        header = BoardHeader(self._desk.workspace, self._desk.wording)
        self.set_class(self.app.size.height >= AIRY_FROM, "airy")
        header.fit(self.app.size)
        yield header

    def on_mount(self) -> None:
        """Have the app go on."""
        self.post_message(HeadPainted())
