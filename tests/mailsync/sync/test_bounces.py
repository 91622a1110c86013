"""Bounces: recognised by the Message-ID that they return, and shown at the letter."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.bounces import read_bounce
from mailsync.sync.sync import sync
from store.letters import events as outgoing
from store.letters.letter import SendState
from store.letters.standing import letters_of_plan
from tests.mailsync.letters.desk import LetterDesk

OURS = "<0123.L1@neu.example>"
STANDARD = f"""From: MAILER-DAEMON@mx.neu.example
To: zzb@neu.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 12 Apr 2027 17:05:00 +0800
Message-ID: <bounce@mx.neu.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain; charset=utf-8

The mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.neu.example

Final-Recipient: rfc822; xinxi@neu.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

From: zzb@neu.example
To: xinxi@neu.example
Message-ID: {OURS}

--b--
"""


def chinese_bounce() -> bytes:
    """A bounce of a provider that writes a page and puts the mail along as a file."""
    mail = EmailMessage()
    mail["From"] = "Postmaster@163.example"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = "系统退信"
    mail["Date"] = "Mon, 12 Apr 2027 17:05:00 +0800"
    mail["Message-ID"] = "<tuixin@163.example>"
    mail.set_content("<p>抱歉，您的邮件被退回</p>", subtype="html")
    original = EmailMessage()
    original["From"] = "zzb@neu.example"
    original["To"] = "xinxi@neu.example"
    original["Message-ID"] = OURS
    original.set_content("x")
    mail.add_attachment(original)
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("raw", "diagnosis"),
    [
        (STANDARD.encode(), "smtp; 550 5.1.1 User unknown"),
        (chinese_bounce(), "系统退信"),
    ],
)
def test_a_bounce_names_the_letter_that_came_back(raw: bytes, diagnosis: str) -> None:
    bounce = read_bounce(raw, {OURS})
    assert bounce is not None
    assert bounce.message_ids == (OURS,)
    if diagnosis.isascii():
        assert bounce.diagnosis == diagnosis
    else:
        assert bounce.diagnosis


@pytest.mark.parametrize(
    "raw",
    [
        STANDARD.replace("Action: failed", "Action: delayed").encode(),
        STANDARD.replace("Action: failed", "Action: delivered").encode(),
        STANDARD.replace(OURS, "<other@neu.example>").encode(),
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b",
    ],
)
def test_what_returns_no_letter_of_ours_or_reports_no_failure_is_none(raw: bytes) -> None:
    assert read_bounce(raw, {OURS}) is None


def test_a_letter_that_came_back_is_refused_and_may_be_planned_again(
    desk: LetterDesk, tmp_path: Path
) -> None:
    plan = desk.plan()
    outgoing.approve(desk.store, plan.digest, at=desk.now, who="李老师")
    letter = plan.letters[0]
    recipient = "xinxi@neu.example"
    outgoing.begin(desk.store, letter, recipient, message_id=OURS, at=desk.now, who="李老师")
    outgoing.finish(
        desk.store, letter, recipient, SendState.SENT, at=desk.now, who="李老师", message_id=OURS,
        answer="250 OK",
    )  # fmt: skip
    (desk.workspace.mail_folder / "bounce.eml").write_text(STANDARD)
    box = FolderMailbox(desk.workspace.mail_folder, spool=desk.workspace.spool)
    for _ in range(2):
        list(sync(desk.workspace, desk.store, box, clock=lambda: desk.now))
    entry = (letters_of_plan(desk.store, plan.digest) or ())[0]
    (each,) = entry.recipients
    assert (each.state, each.code) == (SendState.REFUSED, "bounce")
    assert each.answer == "smtp; 550 5.1.1 User unknown"
    # It was told to nobody, so that the branches are still to be reminded.
    assert [one.target for one in desk.plan().letters] == ["sub_committee:U1", "sub_committee:U2"]
