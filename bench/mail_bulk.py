"""Fetch a whole mailbox from Dovecot on loopback: our mailbox, mbsync and the standard library.

Run from the top folder: .venv/bin/python -m bench.mail_bulk [--mails N | --full] [--rounds N]
A mail has a document (90 %), a picture (20 %) and a video (5 %); --full is 500 mails, 750 MB.
Each contender is a process of its own and leaves every mail as a file.
"""

from __future__ import annotations

import argparse
import binascii
import imaplib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailsync.mailbox import KnownMail
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.imap_server import PASSWORD, USER, StoredMail

MUST_OF_MBSYNC = 1.5
FULL_MAILS = 500
_KB = 1000
_PARTS = ((0.9, 30 * _KB, 300 * _KB), (0.2, 200 * _KB, 3000 * _KB), (0.05, 5000 * _KB, 20000 * _KB))


def generated_mails(count: int, seed: int = 163) -> Iterator[StoredMail]:
    """Make mails of the sizes that branches send; the same for the same seed."""
    chance = random.Random(seed)
    began = datetime(2026, 3, 1, tzinfo=UTC)
    for number in range(count):
        parts = [b"--b\r\n\r\nsee files\r\n"]
        for share, least, most in _PARTS:
            if chance.random() < share:
                content = chance.randbytes(chance.randint(least, most))
                parts.append(
                    b"--b\r\nContent-Type: application/octet-stream\r\n"
                    b"Content-Transfer-Encoding: base64\r\n\r\n" + _base64_lines(content)
                )
        head = b"Message-ID: <%d@zzb.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        raw = head % number + b"".join(parts) + b"--b--\r\n"
        yield StoredMail(raw, began + timedelta(minutes=number))


def _base64_lines(content: bytes) -> bytes:
    return b"".join(
        binascii.b2a_base64(content[at : at + 57], newline=False) + b"\r\n"
        for at in range(0, len(content), 57)
    )


class _Nothing:
    def mails(self, _folder: str, _uidvalidity: int | None) -> Mapping[int, KnownMail]:
        return {}


def ours(port: int, target: Path) -> None:
    """Fetch with our mailbox."""
    from mailsync.imap import ImapMailbox
    from mailsync.mailbox import FetchedMail

    box = ImapMailbox("127.0.0.1", port, USER, PASSWORD, tls="none", spool=target / "spool")
    for event in box.fetch(_Nothing()):
        if isinstance(event, FetchedMail):
            event.raw.rename(target / str(event.key.uid))


def standard_library(port: int, target: Path) -> None:
    """Fetch with imaplib in batches of 20, whole mails in memory."""
    with imaplib.IMAP4("127.0.0.1", port) as connection:
        connection.login(USER, PASSWORD)
        connection.select("INBOX", readonly=True)
        uids = connection.uid("SEARCH", "ALL")[1][0].split()
        for at in range(0, len(uids), 20):
            batch = b",".join(uids[at : at + 20]).decode()
            for row in connection.uid("FETCH", batch, "(UID BODY.PEEK[])")[1]:
                if isinstance(row, tuple):
                    uid = re.search(rb"UID (\d+)", row[0])
                    assert uid is not None
                    (target / uid.group(1).decode()).write_bytes(row[1])


def mbsync(port: int, target: Path) -> None:
    """Fetch with mbsync into a Maildir."""
    config = target / "mbsyncrc"
    # No fsync: neither do the others, which leave that to whoever keeps the mails.
    config.write_text(
        "FSync no\n\n"
        f"IMAPAccount a\nHost 127.0.0.1\nPort {port}\nUser {USER}\nPass {PASSWORD}\n"
        "SSLType None\nAuthMechs LOGIN\n\n"
        "IMAPStore far\nAccount a\n\n"
        f"MaildirStore near\nPath {target}/\nInbox {target}/INBOX\n\n"
        "Channel c\nFar :far:INBOX\nNear :near:INBOX\nSync Pull\nCreate Near\n"
        f"SyncState {target}/\n"
    )
    subprocess.run(["mbsync", "-q", "-c", config, "c"], check=True)


CONTENDERS: Mapping[str, Callable[[int, Path], None]] = {
    "ours": ours,
    "imaplib": standard_library,
    "mbsync": mbsync,
}


def _one_round(name: str, server: Dovecot, count: int) -> tuple[float, int]:
    """Give seconds and peak MB of one fetch in a process of its own."""
    with tempfile.TemporaryDirectory() as target:
        start = time.perf_counter()
        said = subprocess.run(
            [sys.executable, "-m", "bench.mail_bulk", "--as", name, str(server.port), target],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - start
        mails = [
            file
            for file in Path(target).rglob("*")
            if file.parent.name == "new" or file.name.isdigit()
        ]
        if len(mails) != count:
            raise SystemExit(f"{name} left {len(mails)} of {count} mails")
    return seconds, int(said.stdout)


def main() -> None:
    """Run as the conductor, or as one contender."""
    if sys.argv[1:2] == ["--as"]:
        CONTENDERS[sys.argv[2]](int(sys.argv[3]), Path(sys.argv[4]))
        status = Path("/proc/self/status").read_text()
        peak_kb = re.search(r"VmHWM:\s+(\d+)", status)
        print(int(peak_kb.group(1)) // 1024 if peak_kb else 0)
        return
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=100)
    options.add_argument("--full", action="store_true")
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    count = FULL_MAILS if asked.full else asked.mails
    names = [name for name in CONTENDERS if name != "mbsync" or shutil.which("mbsync")]
    taken: dict[str, list[tuple[float, int]]] = {name: [] for name in names}
    mails = list(generated_mails(count))
    total_mb = sum(len(mail.raw) for mail in mails) / 1e6
    with dovecot({"INBOX": mails}) as server:
        del mails
        # Dovecot computes every size once; nobody should pay for that alone.
        _one_round("ours", server, count)
        for _ in range(asked.rounds):
            for name in names:
                taken[name].append(_one_round(name, server, count))
    medians = {name: statistics.median(seconds for seconds, _ in taken[name]) for name in names}
    print(f"{count} mails, {total_mb:.0f} MB, medians of {asked.rounds}")
    for name in names:
        peak = "" if name == "mbsync" else f"  peak {max(mb for _, mb in taken[name])} MB"
        print(f"{name:8} {medians[name]:6.2f} s  {total_mb / medians[name]:5.0f} MB/s{peak}")
    for name in names[1:]:
        print(f"ratio ours/{name} {medians['ours'] / medians[name]:.2f}")
    if "mbsync" in medians and medians["ours"] > MUST_OF_MBSYNC * medians["mbsync"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
