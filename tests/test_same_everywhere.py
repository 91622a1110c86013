"""The same mails through every kind of mailbox give the same board."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mailsync.demo.mails import DemoMail, make_mails
from mailsync.demo.roster import demo_branches, demo_sub_committees
from mailsync.sync.sync import MailStored, SyncEnded, sync
from store.db.database import open_store
from store.views.board.dashboard import dashboard
from store.workspace.settings import MailSettings
from store.workspace.workspace import init_workspace
from tests.contracts.mailbox_places import KINDS, SCANNED, place
from tests.making import DEADLINE, NOW, add_roster
from tests.servers.imap_server import StoredMail


@pytest.fixture(scope="session")
def mails(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoMail, ...]:
    made = make_mails(tmp_path_factory.mktemp("demo"), deadline=DEADLINE, now=NOW, ffmpeg=None)
    return tuple(mail for mail in made if mail.folder_name in SCANNED)


@pytest.fixture(scope="session")
def boards() -> dict[str, object]:
    """What each kind of mailbox gave, by kind."""
    return {}


# TLS is the mailbox contract's to test; here only what the mailbox holds can differ.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if "-" not in kind])
def test_the_board_does_not_tell_which_mailbox_it_came_from(
    kind: str, tmp_path: Path, mails: tuple[DemoMail, ...], boards: dict[str, object]
) -> None:
    by_folder: dict[str, tuple[StoredMail, ...]] = {"INBOX": ()}
    for mail in mails:
        kept = StoredMail(mail.raw, mail.internal_date)
        by_folder[mail.folder_name] = (*by_folder.get(mail.folder_name, ()), kept)
    (tmp_path / "mailbox").mkdir()
    with place(kind, tmp_path / "mailbox", by_folder) as mailbox:
        workspace = init_workspace(
            tmp_path / "workspace",
            today=NOW.date(),
            deadline=DEADLINE,
            mail=MailSettings(kind="folder", path=str(tmp_path)),
        )
        store = open_store(workspace.database)
        add_roster(store, demo_sub_committees(), demo_branches())
        behind = mailbox.behind()
        first = list(sync(workspace, store, mailbox.box, clock=lambda: NOW))
        assert sum(isinstance(event, MailStored) for event in first) == len(mails)
        view = dashboard(store, workspace, now=NOW)
        again = list(sync(workspace, store, mailbox.box, clock=lambda: NOW))
        assert not any(isinstance(event, MailStored) for event in again)
        ended = again[-1]
        assert isinstance(ended, SyncEnded)
        assert (ended.run.new, ended.run.known, ended.run.bytes) == (0, len(mails), 0)
        assert dashboard(store, workspace, now=NOW).revision == view.revision
        assert mailbox.behind() == behind
        mailbox.box.close()
        store.close()
    assert view.as_of - NOW == timedelta(0)
    found = (
        [(row.branch.id, [(c.state, c.detail, c.late) for c in row.cells]) for row in view.rows],
        [(p.item, p.done, p.total) for p in view.progress],
        (view.queue, view.links, view.problems),
    )
    assert found == boards.setdefault("first", found)
