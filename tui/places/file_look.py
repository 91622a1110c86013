"""How files look, one way for all places: pictures, stills in cells, why there is no page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from store.text.visible import visible
from tui.base.desk import Desk
from tui.base.drawn import Picture
from tui.base.graphics import graphics_of
from tui.base.job_host import JobHost
from tui.places.looks import Seen, draw
from tui.places.stills import STILLS, ShownStill, read_stills, still_lines, still_size
from tui.widgets.painted import Line
from tui.widgets.pictures import Pictures

# How long the cursor rests on a file before its look is read.
REST_S = 0.1
_MOST_LINES = 8


class FileLook(Vertical, JobHost):
    """Shows pictures where the terminal shows any; elsewhere `lines` has the stills of a video.

    One file is read at a time, and no more than what is looked at.
    """

    DEFAULT_CSS = """
    FileLook { height: auto; }
    FileLook > #pages { display: none; height: auto; color: $text-muted; }
    FileLook > #pages.shown { display: block; }
    """

    class Read(Message):
        """A file was read: `lines` may be others."""

    def __init__(self, desk: Desk, *, stills: int = STILLS, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        """Show so many `stills` of a video as pictures."""
        super().__init__(id=id)
        self._desk = desk
        self._stills = stills
        self._pictures = Pictures(graphics_of())
        self._files: tuple[Seen, ...] = ()
        self._width, self._most_lines = 0, _MOST_LINES
        self._rest: Timer | None = None
        self._reading = self._left = False
        self._cells: dict[tuple[str, int, int], tuple[ShownStill, ...]] = {}
        # Files in hand whose content is not here.
        self._absent: set[str] = set()

    @property
    def able(self) -> bool:
        """Whether this terminal shows pictures."""
        return self._pictures.able

    @property
    def pictured(self) -> bool:
        """Whether pictures are shown: a terminal that shows some, and room for them."""
        return self.able and bool(self.display)

    def compose(self) -> ComposeResult:
        """The pictures, and what is said of them."""
        yield self._pictures
        yield Static(id="pages", markup=False)

    def on_unmount(self) -> None:
        """Draw nothing more."""
        self._left = True

    def look_at(
        self, files: Sequence[Seen], *, width: int = 0, most_lines: int = _MOST_LINES
    ) -> None:
        """Show what was read of these files; the rest is read once the cursor rests.

        Args:
            width: of the pane that shows the stills of the first one in cells, so many
                `most_lines` high; 0 where none does.
        """
        self._files = tuple(one for one in files if one.drawable)
        self._width, self._most_lines = width, most_lines
        self._absent.clear()
        self._show_found()
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_S, self.read) if self._files else None

    @property
    def has_pictures(self) -> bool:
        """Whether the first file in hand is shown by pictures."""
        first = self._files[0] if self._files and self.pictured else None
        return first is not None and bool(self._desk.drawn.get(first.key))

    @property
    def unread(self) -> bool:
        """Whether the first file in hand is still to be read."""
        first = self._files[0] if self._files else None
        if first is None:
            return False
        if self.pictured:
            return first in self._undrawn()
        return first.film and bool(self._width) and self._cells_key(first) not in self._cells

    def cells(self) -> tuple[ShownStill, ...]:
        """The stills of the video in hand, where they stand in cells."""
        if self.pictured or not self._files:
            return ()
        return self._cells.get(self._cells_key(self._files[0]), ())

    def lines(self, width: int) -> tuple[Line, ...]:
        """The stills of the video in hand as lines."""
        shown = self.cells()
        return ((), *still_lines(shown, width)) if shown else ()

    def read(self) -> None:
        """Read the first file in hand that was not, unless one is being read."""
        if self._reading:
            return
        if self.pictured:
            self._read_pictures()
        elif self.unread:
            self._read_cells(self._files[0])

    def _read_pictures(self) -> None:
        seen = min(self._undrawn(), key=lambda one: one.office, default=None)
        if seen is None:
            return
        self._reading = True
        self._say()
        self.run_job(
            "look",
            partial(draw, self._desk, seen, lambda: self._left or seen not in self._files),
            partial(self._pictures_read, seen),
            failed=partial(self._pictures_read, seen, ()),
        )

    def _read_cells(self, seen: Seen) -> None:
        workspace, key = self._desk.workspace, self._cells_key(seen)
        columns, rows = still_size(self._width, self._most_lines, seen.measures)
        work = partial(
            read_stills, workspace, seen.digest, seen.measures, columns=columns, rows=rows
        )
        self._reading = True
        over = partial(self._cells_read, key)
        self.run_job("look", work, over, failed=partial(over, ()))

    def _cells_key(self, seen: Seen) -> tuple[str, int, int]:
        return seen.digest, self._width, self._most_lines

    def _undrawn(self) -> list[Seen]:
        drawn = self._desk.drawn
        return [
            one
            for one in self._files
            if one.digest not in self._absent and drawn.get(one.key) is None
        ]

    def _pictures_read(self, seen: Seen, found: tuple[Picture, ...] | None) -> None:
        self._reading = False
        if found is not None:
            self._desk.drawn.keep(seen.key, found)
        elif seen in self._files:
            self._absent.add(seen.digest)
        self._show_found()
        self.post_message(self.Read())
        self.read()

    def _cells_read(self, key: tuple[str, int, int], found: tuple[ShownStill, ...]) -> None:
        self._reading, self._cells[key] = False, found
        self.post_message(self.Read())
        self.read()

    def _show_found(self) -> None:
        """Show what was read of the files in hand, and say what there is none of."""
        if not self.pictured:
            return
        self._say()
        drawn = (self._desk.drawn.get(one.key) or () for one in self._files)
        self._show(tuple(one for of_file in drawn for one in of_file[: self._stills]))

    @work(exclusive=True, group="pictures")
    async def _show(self, pictures: tuple[Picture, ...]) -> None:
        await self._pictures.show(pictures)

    def _say(self) -> None:
        say, line = self._desk.wording.say, self.query_one("#pages", Static)
        office = [one for one in self._files if one.office]
        drawing = next((one for one in office if one in self._undrawn()), None)
        without = next((one for one in office if self._desk.drawn.get(one.key) == ()), None)
        if drawing is not None:
            line.update(say("look.drawing", name=visible(drawing.name)))
        elif without is not None:
            line.update(say("look.none", name=visible(without.name)))
        line.set_class(drawing is not None or without is not None, "shown")
