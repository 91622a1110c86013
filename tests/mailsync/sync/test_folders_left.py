"""Folders that are not read are named with their number of mails: once, and where one looks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mailsync.mailbox.contract import FolderLeft
from mailsync.sync.sync import SyncEnded, sync
from store.intake.folders_left import folders_left
from store.text.wording import LANGUAGES, load
from tests.contracts.mailbox_places import mail
from tests.mailsync.mailbox.imap.clients import Client, Serve
from tests.making import NOW, make_workspace
from tests.servers.coremail import Personality
from tui.base.sync_words import folders_words


def test_folders_that_are_not_read_are_told_once_and_kept(serve: Serve, tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    server = serve(Personality(), {"INBOX": [mail(1)], "已发送": [mail(2), mail(3)]})
    client = Client(server, workspace.spool)

    def left() -> tuple[FolderLeft, ...]:
        events = sync(workspace, store, client.box, clock=lambda: NOW)
        (ended,) = (event for event in events if isinstance(event, SyncEnded))
        return ended.left

    assert left() == (FolderLeft("已发送", 2),)
    assert left() == ()
    assert folders_left(store) == [("已发送", 2, False)]
    for language in LANGUAGES:
        said = folders_words([*folders_left(store), ("往年", 7, True)], load(language))
        assert "已发送" in said
        assert "2" in said
        assert "7" in said
    assert folders_words([], load("en")) == ""
    store.close()


def test_mail_from_before_the_window_is_not_counted_as_stored(serve: Serve, tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    server = serve(Personality(), {"INBOX": [mail(1)], "往年": [mail(2), mail(3)]})
    began = mail(3).internal_date.date() + timedelta(days=1)
    client = Client(server, workspace.spool, window_start=began)
    *_, ended = sync(workspace, store, client.box, clock=lambda: NOW)
    assert isinstance(ended, SyncEnded)
    assert ended.left == (FolderLeft("往年", 2, before=True),)
    assert (ended.run.new, ended.run.known) == (1, 0)
    store.close()


def test_stored_mail_stays_counted_where_the_window_begins_later_now(
    serve: Serve, tmp_path: Path
) -> None:
    workspace, store = make_workspace(tmp_path)
    server = serve(Personality(), {"INBOX": [mail(1)], "往年": [mail(2), mail(3)]})

    def counted(client: Client) -> tuple[int, int]:
        *_, ended = sync(workspace, store, client.box, clock=lambda: NOW)
        assert isinstance(ended, SyncEnded)
        return ended.run.new, ended.run.known

    assert counted(Client(server, workspace.spool)) == (3, 0)
    later = mail(3).internal_date.date() + timedelta(days=1)
    assert counted(Client(server, workspace.spool, window_start=later)) == (0, 3)
    store.close()
