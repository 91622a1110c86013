"""A sync over mails full of hostile files: it ends well, asks nobody, touches nothing else."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.examine.video.ffmpeg_tools import find_tools
from store.db.database import open_store
from tests.mailsync.archives.made import Entry, make_zip
from tests.mailsync.examine.archive_rows import ARCHIVE_ROWS
from tests.mailsync.examine.document_rows import DOCUMENT_ROWS
from tests.mailsync.examine.test_hostile import LAUGHS, OUTSIDE, docx
from tests.mailsync.examine.video import made as videos
from tests.making import make_workspace
from tests.security.hostile_atoms import elsewhere

LINK = 0o120777
_OPENED = re.compile(r'(?:openat|open|creat)\((?:AT_FDCWD, )?"([^"]*)"(.*)')


def hostile_files(folder: Path, canary: Path) -> None:
    """Every document and archive of the table, and files that ask for another one."""
    for row in DOCUMENT_ROWS + ARCHIVE_ROWS:
        row.make(folder / row.name, "")
    docx(folder / "entity.docx", OUTSIDE.replace("{canary}", str(canary)))
    docx(folder / "laughs.docx", LAUGHS)
    (folder / "list.mp4").write_text(f"#EXTM3U\n#EXTINF:1,\n{canary}\n", encoding="utf-8")
    (folder / "concat.mp4").write_text(f"ffconcat version 1.0\nfile '{canary}'\n", "utf-8")
    (folder / "link.zip").write_bytes(
        make_zip([Entry(b"a.txt", str(canary).encode(), mode=LINK), Entry(b"../../b.txt")])
    )
    (folder / "elsewhere.mp4").write_bytes(elsewhere(str(canary)))
    videos.make(folder / "cut.mp4", str(find_tools().ffmpeg), size="64x64", seconds=1)
    whole = (folder / "cut.mp4").read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])


def send(files: Path, mails: Path) -> int:
    """One mail for each file; how many."""
    sent = 0
    for file in sorted(files.iterdir()):
        if not file.is_file():
            continue
        mail = EmailMessage()
        mail["From"] = "wjg@neu.example"
        mail["Subject"] = f"自动化研究所教工党支部 {sent}"
        mail["Date"] = "Thu, 01 Apr 2027 09:00:00 +0800"
        mail.add_attachment(
            file.read_bytes(), maintype="application", subtype="octet-stream", filename=file.name
        )
        (mails / f"{sent:03}.eml").write_bytes(mail.as_bytes())
        sent += 1
    return sent


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.sweep
def test_a_sync_over_hostile_files_ends_well_and_touches_nothing_else(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("secret", encoding="utf-8")
    workspace, store = make_workspace(tmp_path / "place")
    store.close()
    files, temporary = tmp_path / "made", tmp_path / "temporary"
    files.mkdir()
    temporary.mkdir()
    hostile_files(files, canary)
    sent = send(files, tmp_path / "place" / "mails")
    log = tmp_path / "calls"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-s", "400", "-o", str(log),
         "-e", "trace=network,openat,open,creat,unlink,unlinkat,rename,renameat,mkdir,symlink",
         sys.executable, "-B", "-m", "tui.cli", "--workspace", str(workspace.folder), "sync"],
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with contextlib.closing(open_store(workspace.database)) as opened:
        assert opened.rows("SELECT count(*) AS n FROM mails")[0]["n"] == sent
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert "AF_INET" not in calls
    assert str(canary) not in calls
    home = (str(workspace.folder), str(temporary), "/dev/null", "/dev/tty", "/dev/shm/")
    written = [
        path
        for path, how in _OPENED.findall(calls)
        if re.search(r"O_(WRONLY|RDWR|CREAT)", how) and "= -1" not in how
        and path.startswith("/") and not path.startswith(home)
    ]  # fmt: skip
    assert written == []
    assert list(temporary.iterdir()) == []
