"""A disk that takes no more stops a sync cleanly; with room again the sync ends whole."""

from __future__ import annotations

import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import SyncEnded, sync
from tests.making import NOW, make_workspace

# A limit on the size of any file stands for the full disk: the kernel refuses the write alike.
_PROGRAM = """
import resource, signal, sys
from pathlib import Path
from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.workspace.workspace import open_workspace
from store.db.database import open_store
from store.errors import StoreError
from tests.making import NOW

workspace = open_workspace(Path(sys.argv[1]))
store = open_store(workspace.database)
box = FolderMailbox(workspace.mail_folder, spool=workspace.spool)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    for _ in sync(workspace, store, box, clock=lambda: NOW):
        pass
except StoreError as err:
    sys.stdout.write(err.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_a_sync_on_a_full_disk_stops_with_advice_and_loses_nothing(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    for number, size in enumerate((100, 100, 500_000, 100)):
        mail = EmailMessage()
        mail["From"] = "wjg@neu.example"
        mail["Subject"] = f"材料 {number}"
        mail["Date"] = "Sat, 10 Apr 2027 10:00:00 +0800"
        mail.set_content("见附件")
        mail.add_attachment(
            bytes(size), maintype="application", subtype="octet-stream", filename="a.bin"
        )
        (workspace.mail_folder / f"{number}.eml").write_bytes(mail.as_bytes())
    stopped = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(workspace.folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert stopped.stdout in ("disk.full", "disk.write", "db.full", "db.failed"), stopped.stderr
    stored = store.rows("SELECT digest FROM files")
    assert all((workspace.files / row["digest"][:2] / row["digest"]).exists() for row in stored)
    box = FolderMailbox(workspace.mail_folder, spool=workspace.spool)
    ended = list(sync(workspace, store, box, clock=lambda: NOW))[-1]
    assert isinstance(ended, SyncEnded)
    assert len(store.rows("SELECT * FROM mails")) == 4
    store.close()
