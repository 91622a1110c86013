"""A place at which files are taken in by hand: the form, then the work, then one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from mailsync.sync import by_hand
from store.roster.stored import StoredRoster, load_roster
from tui.base.jobs import opened
from tui.dialogs import add_files
from tui.places.place import Place

Facts = TypeVar("Facts")


class TakingInPlace(Place[Facts]):
    """Asks for files that came by hand and takes them in; undone like every decision."""

    async def ask_for_files(
        self,
        *,
        branch_ids: Sequence[str] = (),
        link: add_files.BehindLink | None = None,
        fetched: tuple[Path, str] | None = None,
    ) -> bool:
        """Ask for files and take them in; False where the form was left.

        Args:
            branch_ids: whose they may be, the likeliest first; none lets the person type a name.
            link: the link that they lay behind, which is settled then.
            fetched: a file that is here already, with the name that it shall have.
        """
        roster = await asyncio.to_thread(self._roster)
        by_id = {branch.id: branch for branch in roster.active}
        candidates = [by_id[name] for name in branch_ids if name in by_id]
        form = add_files.AddFilesScreen(
            add_files.AddDraft(candidates, roster, link, fetched), self.desk
        )
        wish = await self.app.push_screen_wait(form)
        if wish is None:
            return False
        await self.take_in(wish)
        return True

    async def take_in(self, wish: add_files.AddWish) -> None:
        """Store, examine and credit files in a thread, and say what came of it."""
        self.say("add.saving", percent=0)
        given = await asyncio.to_thread(self._add, wish)
        say = self.desk.wording.say
        kinds = dict.fromkeys(say(f"kind.{file.kind}") for file in given.files)
        self.decided(say("add.done", n=len(given.files), kinds=say("add.joint").join(kinds)))

    def _roster(self) -> StoredRoster:
        workspace = self.desk.workspace
        with opened(workspace) as store:
            return load_roster(store, scope=workspace.settings.scope)

    def _add(self, wish: add_files.AddWish) -> by_hand.Given:
        desk = self.desk
        shown = -1

        def progress(done_bytes: int, total_bytes: int) -> None:
            nonlocal shown
            percent = done_bytes * 100 // max(total_bytes, 1)
            if percent >= shown + 5:
                shown = percent
                self.tell(partial(self.say, "add.saving", percent=percent))

        with opened(desk.workspace) as store:
            return by_hand.add_files(
                desk.workspace,
                store,
                wish.paths,
                wish.arrival,
                kind=wish.kind,
                names=wish.names,
                at=desk.clock(),
                who=desk.who,
                progress=progress,
            )
