"""Taking what the board shows along: to the clipboard as text or as a table, or to a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from store.views.board.types import BranchRow
from tui.board.screen import BoardScreen
from tui.board.text import page_text, rows_as_table, rows_as_text, write_table
from tui.dialogs.pick import Entry, Pick

if TYPE_CHECKING:
    from pathlib import Path


class BoardCopy:
    """Asks how, then copies or writes."""

    def __init__(self, board: BoardScreen) -> None:
        self._board = board

    def ask(self) -> None:
        """Copy the selected branches, the page of the panel that has the focus, or all shown."""
        board = self._board
        say = board.desk.wording.say
        rows = board.matrix.selected or board.matrix.rows
        if not rows:
            return
        entries = [
            Entry("text", say("copy.text", n=len(rows))),
            Entry("table", say("copy.table", n=len(rows))),
            Entry("file", say("copy.file", n=len(rows))),
        ]
        page = board.branch.page
        if page is not None:
            entries.insert(1 if board.matrix.selected else 0, Entry("page", say("copy.page")))
        pick = Pick(say("copy.title"), entries, board.desk.wording)
        board.app.push_screen(pick, partial(self._copy, rows))

    def _copy(self, rows: tuple[BranchRow, ...], how: str | None) -> None:
        board, wording = self._board, self._board.desk.wording
        page = board.branch.page
        if how == "text":
            self._to_clipboard(rows_as_text(rows, wording), len(rows))
        elif how == "table":
            self._to_clipboard(rows_as_table(rows, wording), len(rows))
        elif how == "page" and page is not None:
            self._to_clipboard(page_text(page), 1)
        elif how == "file":
            work = partial(write_table, rows, board.desk)
            board.run_job("copy", work, self._written)

    def _to_clipboard(self, text: str, count: int) -> None:
        self._board.app.copy_to_clipboard(text)
        self._board.say("copy.copied", ink="done", n=count)

    def _written(self, file: Path) -> None:
        self._board.say("copy.written", ink="done", file=str(file))
