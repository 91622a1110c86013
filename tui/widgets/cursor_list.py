"""A list with a cursor and a selection: moving, scrolling, drawing a line once for every look."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Self

from textual import events
from textual.cache import LRUCache
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from tui.base import keys
from tui.base.cells import wrap
from tui.widgets.painted import Brush, Line, thumb_cells

# So many lines are kept as they were drawn, several screens of them.
_KEPT = 512


class CursorList(ScrollView, can_focus=True):
    """Lines of which the cursor stops at some; the others are headings.

    A class of its own lays its lines out, names what stands at a stop, draws lines, and hears
    where the cursor came (`came`), what was selected (`selection_changed`) and clicked (`clicked`).
    """

    BINDINGS = [  # noqa: RUF012  (Textual's way to declare keys)
        keys.UP.binding("move(-1)"),
        keys.DOWN.binding("move(1)"),
        keys.PAGE_UP.binding("page(-1)"),
        keys.PAGE_DOWN.binding("page(1)"),
        keys.FIRST.binding("edge(0)"),
        keys.LAST.binding("edge(-1)"),
    ]
    MARK_WIDTH = 2

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id, classes=classes)
        self._brush = Brush("")
        # The numbers of the lines at which the cursor stops, ascending.
        self._stops: Sequence[int] = ()
        self._line_count = 0
        self._at = 0
        self._selected: set[str] = set()
        self._kept: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(_KEPT)

    # -- what a class of its own says ------------------------------------------------------

    def key_at(self, at: int) -> str:
        """What stands at a stop."""
        raise NotImplementedError

    def draw(self, line: int, width: int, *, here: bool, selected: bool) -> Line:
        """A line; `here` is the cursor's."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What is said where there are no lines."""
        raise NotImplementedError

    def came(self) -> None:
        """Tell that the cursor came to another stop."""

    def selection_changed(self) -> None:
        """Tell that more or less is selected."""

    def clicked(self, at: int, x: int, *, again: bool) -> None:
        """A stop was clicked; `again` where the cursor was there already."""

    def heading_clicked(self, line: int) -> None:
        """A heading was clicked."""

    # -- cursor and selection --------------------------------------------------------------

    def lay_out(self, stops: Sequence[int], line_count: int, at: int | None) -> None:
        """Show other lines, with the cursor at a stop; None leaves it where it is."""
        self._stops, self._line_count = stops, line_count
        at = self._at if at is None else at
        self._at = min(at, max(len(stops) - 1, 0))
        self.virtual_size = Size(self.scrollable_content_region.width, line_count)
        self.refresh()
        self._reveal()

    @property
    def selected_count(self) -> int:
        """How much is selected."""
        return len(self._selected)

    def select(self, keys: Collection[str]) -> None:
        """Select exactly these."""
        self._selected = set(keys)
        self.refresh(self.size.region)
        self.selection_changed()

    def toggle(self) -> None:
        """Select what is under the cursor or let it go, and step on."""
        if not self._stops or self._at < 0:
            return
        self._selected ^= {self.key_at(self._at)}
        self.refresh_line(self._stops[self._at])
        self.selection_changed()
        self.action_move(1)

    def clear_selection(self) -> bool:
        """Let everything that is selected go; False where nothing was."""
        if not self._selected:
            return False
        self.select(())
        return True

    def action_move(self, by: int) -> None:
        """Move the cursor by some stops."""
        self.go(self._at + by)

    def turn(self, by: int) -> None:
        """Move the cursor by some stops, from the last to the first and back."""
        if self._stops:
            self.go((self._at + by) % len(self._stops))

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self.go(self._at + by * max(self.size.height - 1, 1))

    def action_edge(self, at: int) -> None:
        """Move the cursor to the first or the last stop."""
        self.go(at % len(self._stops) if self._stops else 0)

    def go_nowhere(self) -> None:
        """Take the cursor off all lines: nothing is proposed; moving brings it back. One reads
        from the top."""
        if self._at >= 0 and self._stops:
            self.refresh_line(self._stops[min(self._at, len(self._stops) - 1)])
        self._at = -1
        self.scroll_to(y=0, animate=False)

    def go(self, at: int) -> None:
        """Move the cursor to a stop, or to the nearest one that there is."""
        at = max(0, min(at, len(self._stops) - 1))
        if not self._stops or at == self._at:
            return
        before, self._at = self._at, at
        if before >= 0:
            self.refresh_line(self._stops[before])
        self.refresh_line(self._stops[at])
        self._reveal()
        self.came()

    async def on_key(self, event: events.Key) -> None:
        """Do at once what a key of the list is for; a mere binding would ask the app first."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            # What the list itself has no use for, such as scrolling sideways, is the screen's.
            if await self.app.run_action(binding.action, self):
                event.stop()
                return

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        line = event.y + self.scroll_offset.y
        if not 0 <= line < self._line_count:
            return
        at = bisect_left(self._stops, line)
        if at == len(self._stops) or self._stops[at] != line:
            self.heading_clicked(line)
            return
        again = at == self._at
        self.go(at)
        self.clicked(at, event.x, again=again)

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.virtual_size = Size(self.scrollable_content_region.width, self._line_count)
        self.refresh()
        self._reveal()

    def _reveal(self) -> None:
        """Scroll so that the cursor is seen, with the heading over it where it is first."""
        if not self._stops or self._at < 0:
            return
        line = self._stops[self._at]
        top, height = self.scroll_offset.y, self.size.height
        over = line - 1
        headed = line > 0 and (self._at == 0 or self._stops[self._at - 1] != over)
        first = over if headed else line
        if first < top:
            self.scroll_to(y=first, animate=False)
        elif height and line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False)
        if self.has_focus:
            # The terminal's own cursor is on the row: screen readers and magnifiers follow it.
            row = self.content_region.y + line - int(self.scroll_offset.y)
            self.app.cursor_position = Offset(self.content_region.x, row)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the bar only where its thumb comes to another cell: few of thousands of lines do."""
        bar = self.vertical_scrollbar
        if thumb_cells(bar, old_value) == thumb_cells(bar, new_value):
            bar.set_reactive(ScrollBar.position, new_value)
            if round(old_value) != round(new_value):
                self.refresh(self.size.region)
        else:
            super().watch_scroll_y(old_value, new_value)

    # -- drawing ---------------------------------------------------------------------------

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw again; without a region every line is made anew."""
        if not regions:
            self._kept.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of a region; one that was drawn before is taken as it is.

        Textual's own way draws every line anew when the list scrolls, and adds borders that
        these lists do not have.
        """
        if self._brush.theme != self.app.theme:
            self._brush = Brush(self.app.theme)
            self._kept.clear()
        strips = [self.render_line(y) for y in crop.line_range]
        ground = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, ground) for strip in strips]
        return [strip.crop_extend(crop.x, crop.right, None) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        line = y + self.scroll_offset.y
        if line >= self._line_count:
            return self._beyond(y)
        at = bisect_left(self._stops, line)
        stop = at < len(self._stops) and self._stops[at] == line
        here = stop and at == self._at
        selected = stop and bool(self._selected) and self.key_at(at) in self._selected
        strip = self._kept.get((line, here, selected))
        if strip is None:
            width = self.scrollable_content_region.width
            drawn = self.draw(line, width, here=here, selected=selected)
            strip = self._brush.strip(drawn, width, "chosen" if here else "sheet")
            self._kept[(line, here, selected)] = strip
        return strip

    def _beyond(self, y: int) -> Strip:
        """Draw a line below the last one, or say that there are none."""
        width = self.scrollable_content_region.width
        said: Sequence[str] = ()
        if not self._line_count:
            said = wrap(self.nothing(), max(width - self.MARK_WIDTH, 1))
        text = said[y] if y < len(said) else ""
        return self._brush.strip(((" " * self.MARK_WIDTH + text, "dim"),), width, "sheet")
