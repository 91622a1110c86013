"""What only a real server does: lost UID lists, a second client, very large mails."""

from __future__ import annotations

import imaplib
import subprocess
import sys
from pathlib import Path

import pytest

from mailsync.mailbox.contract import FetchedMail, MailUnread, never
from mailsync.mailbox.imap.connection import Connection
from mailsync.mailbox.imap.folders import open_folder
from mailsync.mailbox.imap.rows import ListedFolder
from mailsync.mailbox.spool import Spool
from tests.contracts.mailbox_places import Stored, client, fetch_all, mail
from tests.servers.dovecot import dovecot, why_no_dovecot
from tests.servers.imap_server import StoredMail

pytestmark = pytest.mark.skipif(why_no_dovecot() is not None, reason=str(why_no_dovecot()))

MAILS = [mail(number, b"x\r\n" * 2000) for number in range(1, 200)]


def test_a_lost_uid_list_brings_every_mail_again_under_new_keys(tmp_path: Path) -> None:
    with dovecot({"INBOX": MAILS[:3]}) as server:
        stored = Stored()
        box = client(server, tmp_path)
        first, _ = fetch_all(box, stored)
        server.forget_uids()
        server.append("INBOX", MAILS[3].raw, MAILS[3].internal_date)

        second, _ = fetch_all(box, stored)

    assert {one.content for one in first} < {one.content for one in second}
    assert not {one.event.key for one in first} & {one.event.key for one in second}


def test_a_mail_that_another_client_removes_meanwhile_is_reported(tmp_path: Path) -> None:
    with dovecot({"INBOX": MAILS}) as server:
        box = client(server, tmp_path)
        arrived: set[int] = set()
        unread: list[MailUnread] = []
        for event in box.fetch(Stored()):
            if isinstance(event, FetchedMail):
                if not arrived:
                    other = imaplib.IMAP4(server.host, server.port)
                    other.login(server.user, server.password)
                    other.select("INBOX")
                    other.uid("STORE", "198:199", "+FLAGS", "(\\Deleted)")
                    other.expunge()
                    other.logout()
                arrived.add(event.key.uid)
            elif isinstance(event, MailUnread):
                unread.append(event)

    gone = {event.key.uid for event in unread}
    assert gone <= {198, 199}
    assert arrived | gone == set(range(1, 200))
    assert all(
        event.problem.code in ("mailbox.mail_gone", "mailbox.mail_refused") for event in unread
    )


def test_uids_below_the_range_asked_for_are_ignored(tmp_path: Path) -> None:
    # RFC 3501: 9999:* names the last mail where there is no higher UID. We ask for 1:* only, and
    # a body that nobody wants is not taken.
    with dovecot({"INBOX": MAILS[:3]}) as server:
        stored = Stored()
        box = client(server, tmp_path)
        fetch_all(box, stored)
        connection = Connection(
            server.host,
            server.port,
            tls="none",
            context=None,
            spool=Spool(tmp_path),
            timeout_s=5,
            stop=never,
        )
        connection.collect([connection.ask("LOGIN", server.user, server.password)])
        connection.state = "AUTH"
        opened = open_folder(connection, ListedFolder("INBOX", "INBOX", None))
        beyond = connection.ask("UID", "FETCH", "9999:*", "(UID)")
        connection.collect([beyond])
        connection.hang_up()

        assert [row.uid for row in beyond.rows] == [3]
        assert list(opened.mails) == [1, 2, 3]
        assert fetch_all(box, stored)[0] == []


_MEASURE = """
import re, sys
from pathlib import Path
from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.mailbox.contract import FetchedMail

class Nothing:
    def mails(self, folder, uidvalidity):
        return {}

def peak():
    # Not getrusage: it counts the parent before exec, too.
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

host, port, user, password, spool = sys.argv[1:]
box = ImapMailbox(host, int(port), user, password, tls="none", spool=Path(spool))
before = peak()
sizes = [e.raw.stat().st_size for e in box.fetch(Nothing()) if isinstance(e, FetchedMail)]
print(before, peak(), *sizes)
"""


@pytest.mark.parametrize(("mebibytes", "extra_mb"), [(20, 30), (70, 30)])
def test_large_mails_are_received_in_bounded_memory(
    mebibytes: int, extra_mb: int, tmp_path: Path
) -> None:
    line = b"QUJD" * 19 + b"\r\n"
    large = mail(1, line * (mebibytes * 1_000_000 // len(line)))
    with dovecot({"INBOX": [StoredMail(large.raw, large.internal_date)] * 3}) as server:
        measured = subprocess.run(
            [
                sys.executable,
                "-c",
                _MEASURE,
                server.host,
                str(server.port),
                server.user,
                server.password,
                str(tmp_path),
            ],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[4],
        )
    before, peak, *sizes = map(int, measured.stdout.split())

    assert sizes == [len(large.raw)] * 3
    assert peak - before < extra_mb
    assert peak < 150


def test_a_small_mail_comes_in_memory_and_a_large_one_as_a_file_to_move(tmp_path: Path) -> None:
    sizes = (1_000, 400_000, 2_300_000, 6_000_000)
    mails = [mail(number, b"x\r\n" * (size // 3)) for number, size in enumerate(sizes)]
    with dovecot({"INBOX": mails}) as server:
        held: list[bytes] = []
        moved: list[Path] = []
        seen: list[Path] = []
        for event in client(server, tmp_path / "spool").fetch(Stored()):
            if isinstance(event, FetchedMail):
                if isinstance(event.raw, bytes):
                    held.append(event.raw)
                    continue
                seen.append(event.raw)
                if not moved:
                    moved.append(event.raw.rename(tmp_path / "kept"))

    assert held == [one.raw for one in mails[:2]]
    assert [path.read_bytes() for path in moved] == [mails[2].raw]
    assert len(seen) == 2
    assert not any(path.exists() for path in seen)
