"""A scrolling pane of inked lines, wrapped anew for each width."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.painted import Brush, Line, LineMaker


class TextPane(ScrollView, can_focus=True):
    """Shows what a function makes of the pane's width."""

    def __init__(self, make: LineMaker | None = None, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._make = make
        self._lines: Sequence[Line] = ()
        self._brush = Brush("")

    def show(self, make: LineMaker, *, home: bool = True) -> None:
        """Show other lines, from the top unless they are the same thing anew."""
        self._make = make
        self._remake()
        if home:
            self.scroll_to(0, 0, animate=False)

    def on_resize(self) -> None:
        """Wrap for the new width."""
        self._remake()

    def _remake(self) -> None:
        width = self.scrollable_content_region.width
        if self._make is None or width <= 2:
            return
        self._lines = self._make(width - 2)
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        if self._brush.theme != self.app.theme:
            self._brush = Brush(self.app.theme)
        index = y + self.scroll_offset.y
        line = self._lines[index] if index < len(self._lines) else ()
        width = self.scrollable_content_region.width
        strip = self._brush.strip(((" ", "text"), *line), width)
        return strip.apply_style(self.rich_style)
