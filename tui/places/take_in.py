"""Taking files in by hand, from whatever place: the form, then the work, then one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mailsync.sync.by_hand import Given, add_files
from store.roster.stored import StoredRoster, load_roster
from tui.base.jobs import opened
from tui.dialogs.add_files import AddDraft, AddFilesScreen, AddWish, BehindLink
from tui.places.place import Place


def ask_for_files(
    place: Place[Any],
    *,
    branch_ids: Sequence[str] = (),
    link: BehindLink | None = None,
    fetched: tuple[Path, str] | None = None,
    then: Callable[[], None] | None = None,
) -> None:
    """Ask for files that came by hand and take them in; undone like every decision.

    Args:
        branch_ids: whose they may be, the likeliest first; none lets the person type a name.
        link: the link that they lay behind, which is settled then.
        fetched: a file that is here already, with the name that it shall have.
        then: called once they are taken in.
    """
    place.run_job(
        "roster",
        partial(_roster, place),
        partial(_ask, place, tuple(branch_ids), link, fetched, then),
    )


def take_in(place: Place[Any], wish: AddWish, then: Callable[[], None] | None = None) -> None:
    """Store, examine and credit files in a worker, and say what came of it."""
    place.say("add.saving", percent=0)
    place.run_job("add", partial(_work, place, wish), partial(_done, place, then))


def _roster(place: Place[Any]) -> StoredRoster:
    workspace = place.desk.workspace
    with opened(workspace) as store:
        return load_roster(store, scope=workspace.settings.scope)


def _ask(
    place: Place[Any],
    branch_ids: tuple[str, ...],
    link: BehindLink | None,
    fetched: tuple[Path, str] | None,
    then: Callable[[], None] | None,
    roster: StoredRoster,
) -> None:
    by_id = {branch.id: branch for branch in roster.active}
    candidates = [by_id[name] for name in branch_ids if name in by_id]
    draft = AddDraft(candidates, roster, link, fetched)

    def asked(wish: AddWish | None) -> None:
        if wish is not None:
            take_in(place, wish, then)

    place.app.push_screen(AddFilesScreen(draft, place.desk), asked)


def _work(place: Place[Any], wish: AddWish) -> Given:
    desk = place.desk
    shown = -1

    def progress(done_bytes: int, total_bytes: int) -> None:
        nonlocal shown
        percent = done_bytes * 100 // max(total_bytes, 1)
        if percent >= shown + 5:
            shown = percent
            place.tell(partial(place.say, "add.saving", percent=percent))

    with opened(desk.workspace) as store:
        return add_files(
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


def _done(place: Place[Any], then: Callable[[], None] | None, given: Given) -> None:
    say = place.desk.wording.say
    kinds = dict.fromkeys(say(f"kind.{file.kind}") for file in given.files)
    place.decided(say("add.done", n=len(given.files), kinds=say("add.joint").join(kinds)))
    if then is not None:
        then()
