"""Fetch 200 mails over a line of 50 ms: our mailbox against a raw socket that pipelines.

Then the same mails divided among so many folders, which is to cost one round trip more.

Run from the top folder: .venv/bin/python -m bench.mail_rtt [--mails N] [--folders N] [--rounds N]
"""

from __future__ import annotations

import argparse
import re
import socket
import statistics
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailsync.mailbox.contract import FetchedMail, KnownMail
from mailsync.mailbox.imap.mailbox import ImapMailbox
from tests.servers.delaying_proxy import DelayingProxy, delaying_proxy
from tests.servers.dovecot import dovecot
from tests.servers.imap_server import PASSWORD, USER, StoredMail

ROUND_TRIP_S = 0.05
MUST = 1.3


class Remembered:
    """The mails of an earlier fetch."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, int | None], dict[int, KnownMail]] = {}

    def mails(self, folder: str, uidvalidity: int | None) -> Mapping[int, KnownMail]:
        """Give the known mails of a folder."""
        return self.seen.get((folder, uidvalidity), {})


def ours(proxy: DelayingProxy, known: Remembered) -> int:
    """Fetch what `known` lacks; count the mails."""
    count = 0
    with tempfile.TemporaryDirectory() as spool:
        box = ImapMailbox(proxy.host, proxy.port, USER, PASSWORD, tls="none", spool=Path(spool))
        for event in box.fetch(known):
            if isinstance(event, FetchedMail):
                count += 1
                key = event.key
                folder = known.seen.setdefault((key.folder, key.uidvalidity), {})
                folder[key.uid] = KnownMail(event.size_bytes, event.internal_date)
    return count


def raw(proxy: DelayingProxy) -> int:
    """List the UIDs, then ask for every mail without waiting; count the mails, drop the bytes."""
    with socket.create_connection((proxy.host, proxy.port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _until(sock, b"\r\n* OK")
        sock.sendall(f'1 LOGIN "{USER}" "{PASSWORD}"\r\n'.encode())
        _until(sock, b"\r\n1 OK")
        sock.sendall(b"2 EXAMINE INBOX\r\n3 UID FETCH 1:* (UID)\r\n")
        uids = re.findall(rb"FETCH \(UID (\d+)\)", _until(sock, b"\r\n3 OK"))
        sock.sendall(
            b"".join(b"4 UID FETCH %s (UID BODY.PEEK[])\r\n" % uid for uid in uids) + b"5 NOOP\r\n"
        )
        return _until(sock, b"\r\n5 OK").count(b" FETCH (UID ")


def _until(sock: socket.socket, end: bytes) -> bytes:
    # The very first answer may be the awaited one.
    received = bytearray(b"\r\n")
    searched = 0
    while received.find(end, searched) < 0:
        searched = max(0, len(received) - len(end))
        data = sock.recv(1 << 18)
        if not data:
            raise ConnectionError(bytes(received[-200:]))
        received += data
    return bytes(received)


def main() -> None:
    """Print medians and ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=200)
    options.add_argument("--folders", type=int, default=30)
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    began = datetime(2026, 3, 1, tzinfo=UTC)
    mails = [
        StoredMail(
            b"Message-ID: <%d@zzb.example>\r\n\r\n" % number + b"QUJD" * 19 * 60 + b"\r\n",
            began + timedelta(minutes=number),
        )
        for number in range(asked.mails)
    ]
    divided = {"INBOX": mails[:: asked.folders]} | {
        f"f{number}": mails[number :: asked.folders] for number in range(1, asked.folders)
    }
    among = f"{asked.folders} folders"
    times: dict[str, list[float]] = {"raw": [], "ours": [], among: [], "nothing new": []}
    with (
        dovecot({"INBOX": mails}) as server,
        dovecot(divided) as other,
        delaying_proxy(server.host, server.port, ROUND_TRIP_S) as proxy,
        delaying_proxy(other.host, other.port, ROUND_TRIP_S) as to_folders,
    ):
        raw(proxy)
        ours(to_folders, Remembered())
        for _ in range(asked.rounds):
            for name, taken in times.items():
                known = Remembered()
                if name == "nothing new":
                    ours(proxy, known)
                start = time.perf_counter()
                if name == "raw":
                    count = raw(proxy)
                else:
                    count = ours(to_folders if name == among else proxy, known)
                taken.append(time.perf_counter() - start)
                if count != (0 if name == "nothing new" else asked.mails):
                    raise SystemExit(f"{name} brought {count} mails")
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, seconds in medians.items():
        print(f"{name:12} {seconds:6.3f} s  {seconds / ROUND_TRIP_S:5.1f} round trips")
    ratio = medians["ours"] / medians["raw"]
    print(f"ratio ours/raw {ratio:.2f} (must be <= {MUST})")
    if ratio > MUST:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
