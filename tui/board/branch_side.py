"""The branch under the cursor with the look of its files: first page of a plan, still of a film."""

from __future__ import annotations

from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from store.views.board.types import BranchView
from tui.base.desk import Desk
from tui.base.graphics import graphics_of
from tui.base.job_host import JobHost
from tui.board.branch_panel import BranchPanel
from tui.board.reading import file_pictures
from tui.widgets.pictures import Picture, Pictures


class BranchSide(Vertical, JobHost):
    """The panel, and below it pictures where the terminal shows any."""

    def __init__(self, desk: Desk, panel: BranchPanel, *, id: str) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._desk = desk
        self._panel = panel
        self._pictures = Pictures(graphics_of())
        panel.tells_files = self._pictures.able
        self._reading: BranchView | None = None

    def compose(self) -> ComposeResult:
        """Lay out both."""
        yield self._panel
        yield self._pictures

    @on(BranchPanel.FilesShown)
    def _read(self, message: BranchPanel.FilesShown) -> None:
        """Take away the pictures of another branch at once, and read those of this one."""
        message.stop()
        view, self._reading = message.view, message.view
        if view is None:
            self._show(())
            return
        work = partial(file_pictures, self._desk, view)
        self.run_job("pictures", work, partial(self._read_over, view))

    def _read_over(self, view: BranchView, found: tuple[Picture, ...]) -> None:
        if self._reading is view:
            self._show(found)

    @work(exclusive=True, group="pictures")
    async def _show(self, pictures: tuple[Picture, ...]) -> None:
        await self._pictures.show(pictures)
