"""The files of the mail in 收件, which have the keys, and how one is opened or saved."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from store.text.visible import visible
from tui.base import keys
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.messages import Told
from tui.base.opening import how_to_open, list_stored, open_stored, save_stored
from tui.dialogs.archive_members import ArchiveMembers
from tui.dialogs.ask import AskText, AskYes
from tui.inbox.mail_tree import TreeNode
from tui.widgets.row_list import RowList


class FileList(RowList, inherit_bindings=False):
    """The files; letters and digits are left to the screen, which finds branches by them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.FIRST.binding("edge(0)"),
        keys.LAST.binding("edge(-1)"),
    ]

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id, empty=desk.wording.say("intake.nothing"))
        self._desk = desk
        self.nodes: tuple[TreeNode, ...] = ()

    @property
    def node(self) -> TreeNode | None:
        """The line of the tree under the cursor."""
        return next((one for one in self.nodes if one.key == self.current), None)

    @property
    def chosen_subjects(self) -> frozenset[str]:
        """The files in the selected lines, else in the one under the cursor."""
        keys = set(self.chosen)
        return frozenset(name for one in self.nodes if one.key in keys for name in one.subjects)

    def go_to_one_of(self, wanted: Collection[str], after: str | None = None) -> None:
        """Put the cursor on the next line that has a wanted file: behind a folder on a folder."""
        keys = [one.key for one in self.nodes]
        at = keys.index(after) + 1 if after in keys else 0
        ahead = [*self.nodes[at:], *self.nodes[:at]]
        folder_first = after is not None and after.startswith("dir:")
        for folder in (True, False) if folder_first else (False,):
            for one in ahead:
                if (one.entry is None) == folder and any(name in wanted for name in one.subjects):
                    self.go_to(one.key)
                    return

    # -- opening ---------------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def open(self, digest: str, name: str) -> None:
        """Show a stored file, ask first, list it, or offer to save it: as what it is allows."""
        workspace, wording = self._desk.workspace, self._desk.wording
        opening = await asyncio.to_thread(how_to_open, workspace, digest, name)
        match opening.how:
            case "open":
                await self._show_file(digest, name, sure=False)
            case "ask":
                question = wording.say("intake.macros", file=visible(name))
                if await self.app.push_screen_wait(AskYes(question, wording)):
                    await self._show_file(digest, name, sure=True)
            case "list":
                listing = await asyncio.to_thread(list_stored, workspace, digest, name)
                if await self.app.push_screen_wait(ArchiveMembers(name, listing, wording)):
                    await self._save(digest, name, opening.name, "intake.save_where")
            case "save":
                await self._save(digest, name, opening.name, "intake.not_shown")

    async def _show_file(self, digest: str, name: str, *, sure: bool) -> None:
        await asyncio.to_thread(open_stored, self._desk.workspace, digest, name, sure=sure)
        self.post_message(Told(self._desk.wording.say("intake.opened", file=visible(name))))

    async def _save(self, digest: str, name: str, made: str, question: str) -> None:
        """Ask where to, and save it there under the name that is made of its own."""
        workspace, wording = self._desk.workspace, self._desk.wording
        target = (workspace.output_folder / made).absolute()
        asked = wording.say(question, file=visible(name))
        where = await self.app.push_screen_wait(
            AskText(asked, wording, text=str(target), path=True)
        )
        if where:
            path = Path(where).expanduser()
            await asyncio.to_thread(save_stored, workspace, digest, name, path)
            self.post_message(Told(wording.say("intake.saved_as", file=str(path))))
