"""A server that talks nonsense, or on and on: a named error, within bounded memory and time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from mailsync.mailbox.contract import MailUnread
from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.mailbox.imap.rows import literal_size, read_fetch, read_internal_date
from mailsync.sync.sync import SyncEnded, sync
from store.errors import MailboxError
from store.views.inbox.problems import mail_problems
from tests.contracts.mailbox_places import Stored, mail
from tests.mailsync.mailbox.imap.clients import Client, Serve
from tests.making import NOW, make_workspace
from tests.servers.coremail import Coremail, Personality

MAILS = [mail(number) for number in range(1, 6)]
MANY_DIGITS = b"9" * 5_000
ROOT = Path(__file__).parents[4]

Instead = Callable[[bytes], Iterable[bytes]]


def rewriting(pattern: bytes, by: bytes) -> Instead:
    """Send lines with something else in them."""
    return lambda data: [re.sub(pattern, lambda _: by, data)]


def endless(beginning: bytes, line: Callable[[int], bytes]) -> Instead:
    """Send a line for ever where one begins so."""

    def instead(data: bytes) -> Iterator[bytes]:
        if not data.startswith(beginning):
            yield data
            return
        number = 0
        while True:
            yield b"".join(line(number + n) for n in range(200))
            number += 200

    return instead


# What cannot be read of some mails is named; the server itself goes on.
NUMBERS: dict[str, Instead] = {
    "uid 2^70": rewriting(rb"UID 1392611444\b", b"UID %d" % 2**70),
    "uid of 5000 digits": rewriting(rb"UID 1392611444\b", b"UID " + MANY_DIGITS),
    "size 2^70": rewriting(rb"SIZE \d+", b"SIZE %d" % 2**70),
    "size of 5000 digits": rewriting(rb"SIZE \d+", b"SIZE " + MANY_DIGITS),
    "size 2^63 - 1": rewriting(rb"SIZE \d+", b"SIZE %d" % (2**63 - 1)),
    "uidvalidity 2^70": rewriting(rb"UIDVALIDITY \d+", b"UIDVALIDITY %d" % 2**70),
    "uidvalidity of 5000 digits": rewriting(rb"UIDVALIDITY \d+", b"UIDVALIDITY " + MANY_DIGITS),
    "exists of 5000 digits": rewriting(rb"\d+ EXISTS", MANY_DIGITS + b" EXISTS"),
    "year 1": rewriting(rb'INTERNALDATE "[^"]*"', b'INTERNALDATE "01-Jan-0001 00:00:00 +1400"'),
    "year 9999": rewriting(rb'INTERNALDATE "[^"]*"', b'INTERNALDATE "31-Dec-9999 23:59:59 -1200"'),
    "zone of 99 hours": rewriting(rb" [+-]\d{4}\"", b' +9999"'),
}
# Nothing more can be read after these.
BREAKS: dict[str, tuple[Instead, str]] = {
    "literal 2^70": (rewriting(rb"\{\d+\}", b"{%d}" % 2**70), "mailbox.lost"),
    "literal of 5000 digits": (rewriting(rb"\{\d+\}", b"{" + MANY_DIGITS + b"}"), "mailbox.lost"),
    "literal of a folder": (
        rewriting(rb'"INBOX"\r\n', b"{" + MANY_DIGITS + b"}\r\n"),
        "mailbox.lost",
    ),
    "origin of 5000 digits": (rewriting(rb"BODY\[\] ", b"BODY[]<" + MANY_DIGITS + b"> "), ""),
    "endless LIST": (
        endless(b"* LIST", lambda n: b'* LIST (\\HasNoChildren) "/" "folder %d"\r\n' % n),
        "mailbox.endless",
    ),
    "endless OK": (endless(b"* 0 RECENT", lambda _: b"* OK still here\r\n"), "mailbox.endless"),
    "endless rows": (
        endless(
            b"* 1 FETCH (UID",
            lambda n: (
                b'* %d FETCH (UID %d RFC822.SIZE 100 INTERNALDATE "01-Apr-2027'
                b' 09:00:00 +0800")\r\n' % (n + 1, n + 1)
            ),
        ),
        "mailbox.endless",
    ),
    "endless numbers": (
        endless(b"* 0 RECENT", lambda n: b"* %d EXISTS\r\n" % n),
        "mailbox.endless",
    ),
    "a line without end": (
        endless(b"* 0 RECENT", lambda _: b"* OK " + b"x" * 1000),
        "mailbox.lost",
    ),
}


@pytest.mark.parametrize("instead", NUMBERS.values(), ids=NUMBERS.keys())
def test_a_number_that_cannot_be_meant_loses_no_other_mail(
    instead: Instead, serve: Serve, tmp_path: Path
) -> None:
    workspace, store = make_workspace(tmp_path)
    server = serve(Personality(instead=instead), {"INBOX": MAILS})
    client = Client(server, workspace.spool)
    events = list(sync(workspace, store, client.box, clock=lambda: NOW))
    assert sum(isinstance(event, SyncEnded) for event in events) == 1
    stored = store.rows("SELECT count(*) AS n FROM mails")[0]["n"]
    named = len(mail_problems(store)) + sum(
        getattr(event, "problem", None) is not None and not isinstance(event, MailUnread)
        for event in events
    )
    assert stored == len(MAILS) or (stored == len(MAILS) - 1 and named)
    assert not server.changed
    store.close()


CHILD = """
import json, resource, sys, tempfile
from pathlib import Path
from mailsync.mailbox.contract import MailUnread
from mailsync.mailbox.imap.mailbox import ImapMailbox
from store.errors import MailboxError

class Nothing:
    def mails(self, folder, uidvalidity):
        return {}

def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = most()
said, unread = "", 0
with tempfile.TemporaryDirectory() as spool:
    box = ImapMailbox("127.0.0.1", int(sys.argv[1]), *sys.argv[2:4], tls="none",
                      spool=Path(spool), timeout_s=5, wait=lambda seconds, stop: None)
    try:
        for event in box.fetch(Nothing()):
            unread += isinstance(event, MailUnread)
    except MailboxError as err:
        said = err.code
print(json.dumps([said, unread, most() - before]))
"""


def fetch_in_child(server: Coremail) -> tuple[str, int, int]:
    """What a fetch ends with, how many mails it gave up, by how many kB the child grew."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(server.port), server.user, server.password],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    said, unread, grown = json.loads(done.stdout)
    return said, unread, grown


@pytest.mark.skipif(os.name == "nt", reason="needs the memory of a child as the system counts it")
@pytest.mark.parametrize(("instead", "code"), BREAKS.values(), ids=BREAKS.keys())
def test_a_server_without_sense_ends_in_a_named_error(
    instead: Instead, code: str, serve: Serve
) -> None:
    server = serve(Personality(instead=instead), {"INBOX": MAILS})
    began = monotonic()
    said, unread, grown_kb = fetch_in_child(server)
    assert monotonic() - began < 60
    assert grown_kb < 100_000
    assert said == code or (not said and unread)


def test_a_server_that_says_nothing_that_helps_is_left_in_time(
    serve: Serve, tmp_path: Path
) -> None:
    never = threading.Event()

    def dripping(data: bytes) -> Iterator[bytes]:
        yield data
        while data.startswith(b"* 0 RECENT") and not never.wait(0.05):
            yield b"* OK still here\r\n"

    server = serve(Personality(instead=dripping), {"INBOX": MAILS})
    box = ImapMailbox(
        server.host, server.port, server.user, server.password,
        tls="none", spool=tmp_path, timeout_s=0.5,
    )  # fmt: skip
    with pytest.raises(MailboxError) as caught:
        list(box.fetch(Stored()))
    never.set()
    assert caught.value.code == "mailbox.endless"


def test_numbers_of_any_length_are_read_or_left_out() -> None:
    row = read_fetch([b"* 1 FETCH (UID " + MANY_DIGITS + b" RFC822.SIZE " + MANY_DIGITS + b")"])
    assert (row.uid, row.size_bytes) == (None, None)
    assert read_internal_date(b"31-Dec-9999 23:59:59 -1200") is None
    assert read_internal_date(b"01-Jan-0001 00:00:00 +1400") is None
    assert literal_size(b"BODY[] {" + b"0" * 5000 + b"12}") == 12
    with pytest.raises(ValueError, match="literal"):
        literal_size(b"BODY[] {%d}" % 2**70)


def test_a_row_of_a_megabyte_of_quotation_marks_is_read_quickly() -> None:
    began = monotonic()
    for text in (b'"\\"' * 300_000, b'("' + b'\\"' * 400_000, b"(" * 900_000):
        read_fetch([b"* 1 FETCH (BODYSTRUCTURE " + text + b" UID 7)"])
    assert monotonic() - began < 5
