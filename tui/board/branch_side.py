"""The branch under the cursor with the look of its files: first page of a plan, still of a film."""

from __future__ import annotations

from itertools import islice

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from store.model import FileKind
from store.views.board.types import BranchView
from tui.base.desk import Desk
from tui.board.branch_panel import BranchPanel
from tui.places.file_look import FileLook
from tui.places.looks import Seen

# So many files stand beside each other below the panel.
_LOOKS = 2
_KINDS = (FileKind.PLAN, FileKind.VIDEO, FileKind.EVAL_FORM)


class BranchSide(Vertical):
    """The panel, and below it how the files in use look, where the terminal shows pictures."""

    def __init__(self, desk: Desk, panel: BranchPanel, *, id: str) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._panel = panel
        self._look = FileLook(desk, stills=1)
        panel.tells_files = self._look.able

    def compose(self) -> ComposeResult:
        """Lay out the panel and the look."""
        yield self._panel
        yield self._look

    @on(BranchPanel.FilesShown)
    def _read(self, message: BranchPanel.FilesShown) -> None:
        """Take away the pictures of another branch at once, and read those of this one."""
        message.stop()
        self._look.look_at(() if message.view is None else _seen(message.view))
        # The panel tells of a branch only once the cursor rests on it.
        self._look.read()


def _seen(view: BranchView) -> tuple[Seen, ...]:
    """The files in use of which there is a look, the plan first."""
    in_use = {entry.credit.kind: entry for entry in view.files if entry.current}
    found = (Seen.of(in_use[kind]) for kind in _KINDS if kind in in_use)
    return tuple(islice((one for one in found if one.drawable), _LOOKS))
