"""`sixones sync --watch`: goes on by itself, survives what fails, ends with Ctrl+C."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import IO

import pytest

from store.db.database import open_store
from store.keeping.freeze import read_frozen
from store.workspace.workspace import open_workspace
from tests.making import add_roster
from tui.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent as a signal")


# A suite started in the background hands on SIGINT as ignored.
_PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tui.cli import main
sys.exit(main())
"""


@contextmanager
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, ended in the end."""
    environment = {**os.environ, "SIXONES_LANG": "zh_CN", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, "--workspace", str(folder), "sync", "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=Path(__file__).parents[3],
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_until(stream: IO[str] | None, words: str) -> str:
    assert stream is not None
    for line in stream:
        if words in line:
            return line
    raise AssertionError(f"the program ended without saying {words}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mails = tmp_path / "mails"
    mails.mkdir()
    mail = EmailMessage()
    mail["From"] = "xinxi@neu.example"
    mail["Subject"] = "自动化研究所教工党支部 工作方案"
    mail["Date"] = "Mon, 12 Apr 2021 10:00:00 +0800"
    mail.set_content("见附件")
    mail.add_attachment(b"text", maintype="a", subtype="b", filename="方案.txt")
    (mails / "1.eml").write_bytes(mail.as_bytes())
    made = tmp_path / "w"
    arguments = ["init", "--mail-folder", str(mails), "--deadline", "2021-04-14"]
    assert main(["--workspace", str(made), *arguments]) == 0
    store = open_store(made / "sixones.db")
    add_roster(store)
    store.close()
    return made


def test_it_syncs_writes_the_list_of_the_deadline_and_ends_with_ctrl_c(folder: Path) -> None:
    with watching(folder) as process:
        assert "Ctrl+C" in read_until(process.stderr, "每 5 分钟")
        assert "新邮件 1 封" in read_until(process.stdout, "新邮件")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    workspace = open_workspace(folder)
    store = open_store(workspace.database)
    frozen = read_frozen(store, workspace)
    store.close()
    assert frozen is not None
    assert sum(len(branch.files) for branch in frozen.branches) + len(frozen.unclaimed) == 1


def test_a_service_is_ended_by_sigterm_as_by_ctrl_c(folder: Path) -> None:
    with watching(folder) as process:
        read_until(process.stdout, "新邮件")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 130


def test_a_sync_is_told_to_the_command_that_was_given(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = folder / "kept"
    command = shlex.join(["tee", "-a", str(kept)])
    assert main(["--workspace", str(folder), "sync", "--notify", command]) == 0
    told = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [event["event"] for one in told for event in one["events"]] == ["deadline", "mail"]
    assert told[-1]["events"][0]["unit"] == "信息科学与工程学院党委"
    assert main(["--workspace", str(folder), "sync", "--notify", "false"]) == 0
    capsys.readouterr()


def test_a_failure_is_told_and_it_goes_on(folder: Path) -> None:
    (folder.parent / "mails").rename(folder.parent / "gone")
    with watching(folder) as process:
        assert str(folder.parent / "mails") in read_until(process.stderr, "mails")
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
