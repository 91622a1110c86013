"""The branch under the cursor with the look of its files: first page of a plan, still of a film."""

from __future__ import annotations

from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from store.text.visible import visible
from store.views.board.types import BranchView, FileEntry
from tui.base.desk import Desk
from tui.base.graphics import graphics_of
from tui.base.job_host import JobHost
from tui.board.branch_panel import BranchPanel
from tui.board.reading import FilePictures, draw_page, file_pictures
from tui.widgets.pictures import Pictures

# So many drawn pages of office documents are kept while the program runs.
_KEPT_PAGES = 64


class BranchSide(Vertical, JobHost):
    """The panel, and below it pictures where the terminal shows any.

    Pages of office documents are drawn one at a time, of the branch under the cursor alone.
    """

    DEFAULT_CSS = """
    BranchSide > #pages { display: none; height: auto; color: $text-muted; }
    BranchSide > #pages.shown { display: block; }
    """

    def __init__(self, desk: Desk, panel: BranchPanel, *, id: str) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._desk = desk
        self._panel = panel
        self._pictures = Pictures(graphics_of())
        panel.tells_files = self._pictures.able
        self._reading: BranchView | None = None
        self._pages: dict[str, bytes | None] = {}
        self._drawing = False
        self._left = False

    def compose(self) -> ComposeResult:
        """Lay out the panel, the pictures, and what is said of them."""
        yield self._panel
        yield self._pictures
        yield Static(id="pages", markup=False)

    def on_unmount(self) -> None:
        """Draw nothing more."""
        self._left = True

    @on(BranchPanel.FilesShown)
    def _read(self, message: BranchPanel.FilesShown) -> None:
        """Take away the pictures of another branch at once, and read those of this one."""
        message.stop()
        self._reading = message.view
        if message.view is None:
            self._show(FilePictures())
            return
        self._read_pictures(message.view)

    def _read_pictures(self, view: BranchView) -> None:
        work = partial(file_pictures, self._desk, view, dict(self._pages))
        self.run_job("pictures", work, partial(self._read_over, view))

    def _read_over(self, view: BranchView, found: FilePictures) -> None:
        if self._reading is not view:
            return
        self._show(found)
        if found.undrawn and not self._drawing:
            self._drawing = True
            entry = found.undrawn[0]
            work = partial(draw_page, self._desk, entry, lambda: self._left)
            over = partial(self._drawn, entry)
            self.run_job("page", work, over, failed=partial(over, None))

    def _drawn(self, entry: FileEntry, png: bytes | None) -> None:
        self._drawing = False
        self._pages[entry.credit.digest] = png
        if len(self._pages) > _KEPT_PAGES:
            del self._pages[next(iter(self._pages))]
        if self._reading is not None:
            self._read_pictures(self._reading)

    @work(exclusive=True, group="pictures")
    async def _show(self, found: FilePictures) -> None:
        self._say(found)
        await self._pictures.show(found.shown)

    def _say(self, found: FilePictures) -> None:
        say, line = self._desk.wording.say, self.query_one("#pages", Static)
        if found.undrawn:
            line.update(say("board.page_drawing", name=visible(found.undrawn[0].credit.name)))
        elif found.without:
            line.update(say("board.page_none", name=visible(found.without[0])))
        line.set_class(bool(found.undrawn or found.without), "shown")
