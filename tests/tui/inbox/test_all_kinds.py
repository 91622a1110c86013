"""A mail of every kind is settled by keys alone, on every size of terminal, in both languages."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.db.database import open_store
from store.db.decisions import live_decisions
from store.views.inbox.queue import Pile, intake_view
from store.workspace.settings import MailSettings
from store.workspace.workspace import open_workspace
from tests.making import NOW, add_roster
from tests.tui.conftest import Place, make_place, settle
from tests.tui.inbox.intake_mails import EAST, EASTERN, credits_of
from tests.tui.inbox.kinds import KINDS, Kind
from tests.tui.inbox.test_screen import Clerk, enter

SIZES = [(80, 24), (120, 30), (160, 40)]


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace into which a mail of every kind was synced."""
    folder = tmp_path_factory.mktemp("kinds")
    box = folder / "mail"
    box.mkdir()
    for at, kind in enumerate(KINDS):
        kind.write(box, at)
    made = make_place(folder, MailSettings(kind="folder", path=str(box)))
    add_roster(made.store, (EAST,), EASTERN)
    mailbox = FolderMailbox(box, spool=made.workspace.spool)
    list(sync(made.workspace, made.store, mailbox, clock=lambda: NOW))
    made.store.close()
    return made.workspace.folder


@pytest.fixture
def office(synced: Path, tmp_path: Path) -> Place:
    """The same workspace for one run."""
    shutil.copytree(synced, tmp_path / "workspace")
    workspace = open_workspace(tmp_path / "workspace")
    return Place(workspace, open_store(workspace.database))


async def go_to(clerk: Clerk, mail_id: int) -> None:
    """Have a mail on the screen, in whatever pile it lies."""
    clerk.screen.open_at(str(mail_id))
    async with asyncio.timeout(60):
        while True:
            await settle(clerk.pilot)
            facts = clerk.screen.facts
            mail = None if facts is None else facts.mail
            if mail is not None and mail.received.mail_id == mail_id and not clerk.screen.reading:
                return


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["narrow", "middle", "wide"])
async def test_a_mail_of_every_kind_is_settled_by_its_keys(
    office: Place, size: tuple[int, int], language: str
) -> None:
    view = intake_view(office.store, office.workspace, now=NOW)
    wrong: list[str] = []
    ids = {line.received.subject: line.mail_id for line in view.lines}
    async with office.dashboard(language=language).run_test(size=size) as pilot:
        clerk = await enter(pilot)
        for kind in KINDS:
            before = len(live_decisions(office.store))
            await go_to(clerk, ids[kind.subject])
            await clerk.press(*kind.keys)
            wrong += what_is_wrong(office, kind, ids[kind.subject], before)
            await clerk.press("escape")
    assert not wrong, "\n".join(wrong)
    view = intake_view(office.store, office.workspace, now=NOW)
    assert view.pile(Pile.WAITING) == ()
    assert view.pile(Pile.OUTSIDE) == ()
    left = {line.received.subject for line in view.pile(Pile.MESSAGES)}
    # These wait for what was begun: a letter to approve, a day, a colleague.
    assert left == {"咨询", "另寄", "请转同事"}
    office.store.close()


def what_is_wrong(office: Place, kind: Kind, mail_id: int, before: int) -> list[str]:
    """Where what came of a mail is not what its kind says."""
    every = tuple(one.id for one in EASTERN)
    files = {one.path: one for one in credits_of(office).values() if one.mail_id == mail_id}
    wrong = [f"{kind.subject}: {path} waits" for path in files if files[path].waiting != kind.waits]
    for path, owners in kind.owners:
        got = files[path].branch_ids if path in files else None
        right = got == owners
        if owners == ("every",):
            right = set(got or ()) >= set(every)
        elif owners == ("new",):
            right = bool(got) and set(got or ()).isdisjoint(every)
        if not right:
            wrong.append(f"{kind.subject}: {path} is of {got}")
    if kind.acts:
        made = [str(one.act) for one in live_decisions(office.store)[before:]]
        if made != list(kind.acts):
            wrong.append(f"{kind.subject}: {made}")
    return wrong
