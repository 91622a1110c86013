"""How the file under the cursor looks: stills of a video, first page of what can be drawn."""

from __future__ import annotations

from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer

from mailsync.examine.process.child import Child
from mailsync.filetype.magic import VIDEO_CONTENTS
from store.views.board.types import FileEntry
from tui.base.desk import Desk
from tui.base.graphics import graphics_of
from tui.base.job_host import JobHost
from tui.places.page_pictures import picture_of
from tui.places.stills import (
    STILLS,
    ShownStill,
    read_stills,
    still_lines,
    still_pictures,
    still_size,
)
from tui.widgets.painted import Line
from tui.widgets.pictures import Picture, Pictures

# How long the cursor rests on a file before its look is read.
REST_S = 0.1
_MOST_LINES = 8


class FileLook(Vertical, JobHost):
    """Shows pictures where the terminal shows any; elsewhere `lines` has the stills of a video.

    What was read is kept: one comes back to a file.
    """

    class Read(Message):
        """The stills of the file in hand were read, or it has none: `lines` are others."""

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._desk = desk
        self._pictures = Pictures(graphics_of())
        self._entry: FileEntry | None = None
        self._rest: Timer | None = None
        self._reading = False
        self._found: dict[str, tuple[Picture, ...]] = {}
        self._cells: dict[tuple[str, int], tuple[ShownStill, ...]] = {}
        self.width = 0

    @property
    def pictured(self) -> bool:
        """Whether pictures are shown: a terminal that shows some, and room for them."""
        return self._pictures.able and bool(self.display)

    def compose(self) -> ComposeResult:
        """The pictures."""
        yield self._pictures

    def look_at(self, entry: FileEntry | None, width: int) -> None:
        """Show a file, None for a folder; it is read once the cursor rests."""
        if entry is not None and not entry.credit.digest:
            entry = None
        self._entry, self.width = entry, width
        if self.pictured:
            self._show(() if entry is None else self._found.get(entry.credit.digest, ()))
        if self._rest is not None:
            self._rest.stop()
        self._rest = None if entry is None else self.set_timer(REST_S, self._read)

    def lines(self, width: int) -> tuple[Line, ...]:
        """The stills of the video in hand as lines."""
        entry = self._entry
        shown = () if entry is None else self._cells.get((entry.credit.digest, width), ())
        return ((), *still_lines(shown, width)) if shown else ()

    def _read(self) -> None:
        """Read the file in hand, unless it was or another one is being read."""
        entry, width = self._entry, self.width
        if entry is None or self._reading:
            return
        digest = entry.credit.digest
        film = str(entry.measures.get("content", "")) in VIDEO_CONTENTS
        if self.pictured and digest not in self._found:
            self._reading = True
            work = self._film_pictures if film else self._page_picture
            self.run_job(
                "look",
                partial(work, entry),
                partial(self._pictures_read, digest),
                failed=partial(self._pictures_read, digest, ()),
            )
        elif film and not self.pictured and (digest, width) not in self._cells:
            self._reading = True
            self.run_job(
                "look",
                partial(self._film_cells, entry, width),
                partial(self._cells_read, digest, width),
                failed=partial(self._cells_read, digest, width, ()),
            )

    def _film_pictures(self, entry: FileEntry) -> tuple[Picture, ...]:
        return still_pictures(self._desk.workspace, entry.credit.digest, entry.measures)

    def _page_picture(self, entry: FileEntry) -> tuple[Picture, ...]:
        with Child() as child:
            png = picture_of(entry, self._desk.workspace.blobs, child)
        return () if png is None else (Picture(entry.credit.name, png),)

    def _film_cells(self, entry: FileEntry, width: int) -> tuple[ShownStill, ...]:
        columns, rows = still_size(width, _MOST_LINES, entry.measures)
        digest, measures = entry.credit.digest, entry.measures
        return read_stills(self._desk.workspace, digest, measures, columns=columns, rows=rows)[
            :STILLS
        ]

    def _pictures_read(self, digest: str, found: tuple[Picture, ...]) -> None:
        self._reading, self._found[digest] = False, found
        if self._entry is not None and self._entry.credit.digest == digest:
            self._show(found)
        self._read()

    def _cells_read(self, digest: str, width: int, found: tuple[ShownStill, ...]) -> None:
        self._reading, self._cells[digest, width] = False, found
        self.post_message(self.Read())
        self._read()

    @work(exclusive=True, group="pictures")
    async def _show(self, pictures: tuple[Picture, ...]) -> None:
        await self._pictures.show(pictures)
