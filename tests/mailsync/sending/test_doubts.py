"""Doubts settled by a real mail server's own folders."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailsync.mailbox.imap.mailbox import ImapMailbox
from store.letters import events as outgoing
from store.letters.letter import SendState
from store.letters.standing import letters_of_plan
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.sending import approved, run
from tests.servers.dovecot import dovecot, why_no_dovecot
from tests.servers.smtp_sink import smtp_sink


@pytest.mark.skipif(why_no_dovecot() is not None, reason=str(why_no_dovecot()))
def test_a_letter_among_the_sent_mail_of_a_server_is_no_longer_in_doubt(
    desk: LetterDesk, tmp_path: Path
) -> None:
    desk.set(to_reminder="with_secretaries")
    plan = approved(desk)
    letter = plan.letters[0]
    for address in ("xinxi@neu.example", "wjg@neu.example", "yan1@neu.example"):
        name = address.partition("@")[0]
        outgoing.begin(
            desk.store, letter, address, message_id=f"<{name}.1@neu.example>", at=desk.now, who="x"
        )
    with dovecot() as server, smtp_sink() as sink:
        for folder, name in (("已发送", "xinxi"), ("INBOX", "wjg")):
            raw = (
                f"From: zzb@neu.example\r\nMessage-ID: <{name}.1@neu.example>\r\n"
                "Subject: x\r\nDate: Mon, 12 Apr 2027 17:00:00 +0800\r\n\r\nx\r\n"
            )
            server.append(folder, raw.encode(), datetime(2027, 4, 12, 9, tzinfo=UTC))
        spool = tmp_path / "spool"
        spool.mkdir()
        box = ImapMailbox(
            server.host, server.port, server.user, server.password, tls="none", spool=spool
        )
        told = run(desk, plan.digest, sink.host, sink.port, mailbox=box)
    (entry, *_) = letters_of_plan(desk.store, plan.digest) or ()
    found = {each.recipient.address.email: each for each in entry.recipients}
    assert found["xinxi@neu.example"].state is SendState.SENT
    assert found["xinxi@neu.example"].answer == "已发送"
    assert found["wjg@neu.example"].state is SendState.SENT
    assert found["yan1@neu.example"].state is SendState.UNKNOWN
    assert told.sent == 2
    assert set(sink.recipients) == {"tsg@neu.example", "lt@neu.example"}
