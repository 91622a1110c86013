"""Every mail of the corpus that holds something is shown somewhere: a file, a link, a problem."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.views.inbox.problems import mail_problems
from store.views.inbox.queue import arrived_files
from tests.making import NOW, make_workspace

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.parametrize("part", range(4))
def test_whatever_a_mail_of_the_corpus_holds_is_shown(part: int, tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    folder = tmp_path / "mails"
    mails = sorted(CORPUS.glob("*.eml"))[part::4]
    for path in mails:
        shutil.copy(path, folder)
    box = FolderMailbox(folder, spool=workspace.spool)

    list(sync(workspace, store, box, clock=lambda: NOW))

    shown = {one.entry.received.mail_id for one in arrived_files(store, workspace, now=NOW)}
    problems = mail_problems(store)
    told = {one.received.mail_id for one in problems if one.received is not None}
    holding = store.rows(
        "SELECT id, subject FROM mails WHERE problems != '[]'"
        " OR EXISTS (SELECT 1 FROM files WHERE mail_id = mails.id)"
        " OR EXISTS (SELECT 1 FROM links WHERE mail_id = mails.id)"
    )
    silent = [row["subject"] for row in holding if row["id"] not in shown | told]
    store.close()
    assert holding
    assert silent == []
