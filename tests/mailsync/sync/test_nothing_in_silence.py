"""Every mail of the corpus is shown: by a file, a link, a problem, or as a mail of words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.views.board.facts import read_facts
from store.views.inbox.conversations import conversations
from store.views.inbox.problems import mail_problems
from store.views.inbox.queue import arrived_files
from tests.making import NOW, make_workspace

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.parametrize("part", range(4))
def test_whatever_a_mail_of_the_corpus_holds_is_shown(part: int, tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    folder = tmp_path / "mails"
    mails = sorted([*CORPUS.glob("*.eml"), *CORPUS.glob("*/*.eml")])[part::4]
    for path in mails:
        shutil.copy(path, folder / f"{path.parent.name}-{path.name}")
    box = FolderMailbox(folder, spool=workspace.spool)

    list(sync(workspace, store, box, clock=lambda: NOW))

    shown = {one.entry.received.mail_id for one in arrived_files(store, workspace, now=NOW)}
    shown |= {one.received.mail_id for one in mail_problems(store) if one.received is not None}
    words = conversations(store, read_facts(store, workspace, as_of=NOW), workspace)
    shown |= {mail.mail_id for one in words for mail in one.mails}
    stored = store.rows("SELECT id, subject FROM mails")
    store.close()
    assert len(stored) == len(mails)
    assert [row["subject"] for row in stored if row["id"] not in shown] == []
