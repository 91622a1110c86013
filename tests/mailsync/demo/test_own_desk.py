"""The demonstration's second desk: a sub-committee, and what it hands on to the first one."""

from __future__ import annotations

import imaplib
import smtplib
from pathlib import Path

import pytest

from mailsync.demo.door import open_door
from mailsync.demo.kept import DEMO_CODE
from mailsync.demo.mails import DEMO_MAILBOX
from mailsync.demo.own_desk import UNIT_ID, own_desk, own_scripts
from mailsync.demo.post_box import post_box
from mailsync.demo.roster import demo_branches
from mailsync.demo.server import serve

_MAIL = f"From: a@dongda.example\r\nTo: {DEMO_MAILBOX}\r\nSubject: handed on\r\n\r\ntext\r\n"


def test_every_mail_comes_from_a_branch_of_the_desk_s_own() -> None:
    own = {branch.id for branch in demo_branches() if branch.sub_committee_id == UNIT_ID}
    scripts = own_scripts()
    assert len(scripts) > 3
    for script in scripts:
        assert script.sender in own
        assert {file.branch for file in script.files} == {script.sender}
    arrivals = [(script.days, script.clock) for script in scripts]
    assert len(set(arrivals)) == len(arrivals)
    assert own_desk().mailbox != DEMO_MAILBOX


def test_what_one_demonstration_sends_arrives_in_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pymap", reason="the extra demo (pymap) is not installed")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with (
        serve((), user=DEMO_MAILBOX, password=DEMO_CODE) as server,
        open_door(server),
        post_box(tmp_path / "own") as box,
    ):
        for recipient in (DEMO_MAILBOX, "somebody@dongda.example"):
            with smtplib.SMTP(box.host, box.port) as client:
                client.sendmail("a@dongda.example", [recipient], _MAIL)
        with imaplib.IMAP4(server.host, server.port) as reader:
            reader.login(DEMO_MAILBOX, DEMO_CODE)
            _, counted = reader.select("INBOX", readonly=True)
    assert counted == [b"1"]
    assert not list(tmp_path.glob("sixones-demo-*.json"))
    assert len(list(box.folder.iterdir())) == 2


def test_nothing_is_handed_over_where_no_other_demonstration_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with post_box(tmp_path / "own") as box, smtplib.SMTP(box.host, box.port) as client:
        client.sendmail("a@dongda.example", [DEMO_MAILBOX], _MAIL)
    assert len(list(box.folder.iterdir())) == 1
