"""Two files that are alike, side by side, over the board."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from store.text.wording import Wording
from tui.base import keys
from tui.board.comparing import Comparison, comparison_lines
from tui.widgets.text_pane import TextPane


class AlikeScreen(ModalScreen[None]):
    """Both texts, whose common passages are lit; only looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss"),
        keys.COMPARE.binding("dismiss"),
    ]

    def __init__(self, comparison: Comparison, wording: Wording) -> None:
        super().__init__()
        self.comparison = comparison
        self._lines = partial(comparison_lines, comparison, wording)

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="box wide"):
            yield TextPane(self._lines, id="help")
