"""A password is in nothing that is written or said: workspace, backup, archive, doctor, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contracts.mailbox_places import mail
from tests.servers.coremail import coremail
from tests.servers.imap_server import PASSWORD
from tui.cli import main


def test_a_password_is_in_nothing_that_is_written_or_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIXONES_MAIL_PASSWORD", PASSWORD)
    monkeypatch.chdir(tmp_path)
    with coremail({"INBOX": [mail(1), mail(2)]}) as server:
        arguments = (
            *("init", "--deadline", "2027-04-14", "--imap-host", "127.0.0.1"),
            *("--imap-user", server.user, "--imap-port", str(server.port), "--imap-tls", "none"),
        )
        for command in (
            arguments,
            ("sync",),
            ("doctor",),
            ("doctor", "--json"),
            ("backup", str(tmp_path / "backup")),
            ("export", "archive", str(tmp_path / "archive")),
            ("export", "json", str(tmp_path / "facts.json")),
        ):
            assert main(["--workspace", "w", *command]) in (0, 1), capsys.readouterr()
    # And where nobody answers any more.
    assert main(["--workspace", "w", "sync"]) != 0
    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} >= {"w", "backup", "archive"}
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
    assert json.loads((tmp_path / "facts.json").read_text("utf-8"))
