"""A sync whose contents lie with a server: full, gone in the middle, and whole afterwards."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import SyncEnded, sync
from store.db.database import Store
from store.errors import StoreError
from store.workspace.workspace import Workspace
from tests.making import NOW, make_workspace
from tests.servers.s3 import S3Server


def write_mails(workspace: Workspace, mails: range) -> None:
    for number in mails:
        mail = EmailMessage()
        mail["From"] = "wjg@neu.example"
        mail["Subject"] = f"材料 {number}"
        mail["Date"] = "Sat, 10 Apr 2027 10:00:00 +0800"
        mail.set_content("见附件")
        mail.add_attachment(
            f"content {number}".encode() * 100,
            maintype="application",
            subtype="octet-stream",
            filename="a.bin",
        )
        (workspace.mail_folder / f"{number}.eml").write_bytes(mail.as_bytes())


def synced(workspace: Workspace, store: Store) -> SyncEnded:
    box = FolderMailbox(workspace.mail_folder, spool=workspace.spool)
    ended = list(sync(workspace, store, box, clock=lambda: NOW))[-1]
    assert isinstance(ended, SyncEnded)
    return ended


def _full(server: S3Server) -> None:
    server.full = True


def _sound(server: S3Server) -> None:
    server.full, server.takes = False, None


def _gone_after_three(server: S3Server) -> None:
    server.takes = 3


@pytest.mark.parametrize(
    ("break_it", "mend_it", "code"),
    [
        (_full, _sound, "contents.full"),
        (S3Server.stop, S3Server.start, "contents.unreachable"),
        (_gone_after_three, _sound, "contents.unreachable"),
    ],
    ids=["full", "gone", "gone in the middle"],
)
def test_a_sync_stops_with_words_and_the_next_one_has_all_of_it(
    tmp_path: Path,
    s3: S3Server,
    break_it: Callable[[S3Server], None],
    mend_it: Callable[[S3Server], None],
    code: str,
) -> None:
    workspace, store = make_workspace(tmp_path, contents=s3.address(tmp_path.name))
    write_mails(workspace, range(2))
    synced(workspace, store)
    write_mails(workspace, range(2, 12))
    break_it(s3)
    try:
        with pytest.raises(StoreError) as told:
            synced(workspace, store)
    finally:
        mend_it(s3)
    assert told.value.code == code
    # Whatever a row names was durable there before.
    there = {digest for digest, _ in workspace.blobs.stored()}
    assert {row["digest"] for row in store.rows("SELECT digest FROM files")} <= there
    synced(workspace, store)
    assert len(store.rows("SELECT * FROM mails")) == 12
    named = {row["digest"] for row in store.rows("SELECT digest FROM files")}
    assert len(named) == 12
    assert all(workspace.blobs.is_whole(digest) for digest in named)
    assert list(workspace.files.glob(".new-*")) == []
    store.close()
