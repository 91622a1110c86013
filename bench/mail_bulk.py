"""Bring a whole mailbox from Dovecot on loopback: our sync and our fetching beside others'.

Run from the top folder:
.venv/bin/python -m bench.mail_bulk [--mails N | --full] [--rounds N] [--imap-tools PYTHON]

`sync` is the whole of it: fetched, read, matched, examined by probe and stored durably; `fetch`,
imaplib and mbsync leave every mail as a file, imap_tools every attachment (PYTHON is one that
has it). --full is 500 mails, 750 MB. Each contender is a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import imaplib
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.mail_set import FULL_MAILS, generated_mails
from mailsync.demo.roster import demo_branches, demo_sub_committees
from mailsync.mailbox.contract import KnownMail
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.imap_server import PASSWORD, USER

MUST_OF_MBSYNC = 1.5
MUST_OF_IMAP_TOOLS = 0.3
# Of mbsync's processor time.
MUST_OF_PROCESSOR = 2.2
# Bytes on the disk for a byte on the wire.
MUST_KEEP = 0.8
# Where a contender that keeps mails in its own way says how many it stored.
STORED = "stored"
_IMAP_TOOLS = """
import sys
from pathlib import Path
from imap_tools import MailBoxUnencrypted

port, user, password, target = sys.argv[1:]
with MailBoxUnencrypted("127.0.0.1", int(port)).login(user, password) as box:
    for mail in box.fetch(mark_seen=False, bulk=20):
        for number, part in enumerate(mail.attachments):
            Path(target, f"{mail.uid}-{number}").write_bytes(part.payload)
        Path(target, mail.uid).touch()
"""


class _Nothing:
    def mails(self, _folder: str, _uidvalidity: int | None) -> Mapping[int, KnownMail]:
        return {}


def whole_sync(port: int, target: Path) -> None:
    """Sync into a workspace with a roster, as `sixones sync` does."""
    from mailsync.sync.sync import MailStored, open_mailbox, sync
    from store.db.database import open_store
    from store.workspace.settings import MailSettings
    from store.workspace.workspace import init_workspace
    from tests.roster_rows import add_roster

    now = datetime(2026, 4, 10, tzinfo=UTC)
    server = MailSettings(kind="imap", host="127.0.0.1", port=port, user=USER, tls="none")
    workspace = init_workspace(target / "workspace", today=now.date(), mail=server)
    store = open_store(workspace.database)
    add_roster(store, demo_sub_committees(), demo_branches())
    box = open_mailbox(workspace, lambda: PASSWORD)
    stored = sum(
        isinstance(event, MailStored) for event in sync(workspace, store, box, clock=lambda: now)
    )
    store.close()
    (target / STORED).write_text(str(stored))


def ours(port: int, target: Path) -> None:
    """Fetch with our mailbox."""
    from mailsync.mailbox.contract import FetchedMail
    from mailsync.mailbox.imap.mailbox import ImapMailbox

    box = ImapMailbox("127.0.0.1", port, USER, PASSWORD, tls="none", spool=target / "spool")
    for event in box.fetch(_Nothing()):
        if isinstance(event, FetchedMail):
            place = target / str(event.key.uid)
            if isinstance(event.raw, Path):
                event.raw.rename(place)
            else:
                place.write_bytes(event.raw)


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


def mbsync(port: int, target: Path, *, durable: bool = True) -> None:
    """Fetch with mbsync into a Maildir, durably as it does by default."""
    config = target / "mbsyncrc"
    config.write_text(
        f"FSync {'yes' if durable else 'no'}\n\n"
        f"IMAPAccount a\nHost 127.0.0.1\nPort {port}\nUser {USER}\nPass {PASSWORD}\n"
        "SSLType None\nAuthMechs LOGIN\n\n"
        "IMAPStore far\nAccount a\n\n"
        f"MaildirStore near\nPath {target}/\nInbox {target}/INBOX\n\n"
        "Channel c\nFar :far:INBOX\nNear :near:INBOX\nSync Pull\nCreate Near\n"
        # A prefix of its own: bare, it would fall on the folder of the Inbox.
        f"SyncState {target}/state-\n"
    )
    subprocess.run(["mbsync", "-q", "-c", config, "c"], check=True)


def imap_tools(port: int, target: Path, *, python: str) -> None:
    """Fetch with imap_tools, which decodes every attachment."""
    subprocess.run([python, "-c", _IMAP_TOOLS, str(port), USER, PASSWORD, str(target)], check=True)


def contenders(imap_tools_python: str) -> dict[str, Callable[[int, Path], None]]:
    """Whoever is installed here, by name."""
    found: dict[str, Callable[[int, Path], None]] = {
        "sync": whole_sync,
        "fetch": ours,
        "imaplib": standard_library,
    }
    if shutil.which("mbsync"):
        found["mbsync"] = mbsync
        found["mbsync-nofsync"] = partial(mbsync, durable=False)
    if imap_tools_python:
        found["imap_tools"] = partial(imap_tools, python=imap_tools_python)
    return found


@dataclass(frozen=True, slots=True)
class Taken:
    """What one round took; on a shared machine processor seconds say more than the clock."""

    seconds: float
    cpu_s: float
    peak_mb: int
    kept_bytes: int


def _one_round(name: str, server: Dovecot, count: int, python: str) -> Taken:
    """Measure one contender in a process of its own."""
    with tempfile.TemporaryDirectory() as target:
        start = time.perf_counter()
        said = subprocess.run(
            [
                sys.executable,
                "-m",
                "bench.mail_bulk",
                "--as",
                name,
                str(server.port),
                target,
                python,
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - start
        left = _mails_in(Path(target))
        if left != count:
            raise SystemExit(f"{name} left {left} of {count} mails")
        kept_bytes = _kept_bytes(Path(target))
    peak_mb, cpu_s = said.stdout.split()
    return Taken(seconds, float(cpu_s), int(peak_mb), kept_bytes)


# What PR_SET_CHILD_SUBREAPER is called by number.
_SUBREAPER = 36


def _adopt_orphans() -> None:
    """Be the one to wait for what a child of ours started and left behind, and count its time.

    The sync ends its children by a signal; what reads documents within them would be nobody's.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def _mails_in(target: Path) -> int:
    """How many mails a contender left, as files or by its own word."""
    if (target / STORED).exists():
        return int((target / STORED).read_text())
    return sum(
        file.parent.name == "new" or (file.name.isdigit() and file.parent == target)
        for file in target.rglob("*")
    )


def _kept_bytes(target: Path) -> int:
    """What a contender keeps on the disk."""
    return sum(file.stat().st_size for file in target.rglob("*") if file.is_file())


def _measured(
    names: Sequence[str], count: int, rounds: int, python: str
) -> tuple[dict[str, list[Taken]], int]:
    """The rounds of each contender, and how many bytes the mails are."""
    taken: dict[str, list[Taken]] = {name: [] for name in names}
    mails = list(generated_mails(count))
    wire_bytes = sum(len(mail.raw) for mail in mails)
    print(f"{count} mails, {wire_bytes / 1e6:.0f} MB, {rounds} rounds")
    with dovecot({"INBOX": mails}) as server:
        del mails
        # Dovecot computes every size once; nobody should pay for that alone.
        _one_round("fetch", server, count, python)
        for _ in range(rounds):
            for name in names:
                taken[name].append(_one_round(name, server, count, python))
    return taken, wire_bytes


def main() -> None:
    """Run as the conductor, or as one contender."""
    if sys.argv[1:2] == ["--as"]:
        name, port, target, python = sys.argv[2:]
        _adopt_orphans()
        contenders(python)[name](int(port), Path(target))
        _wait_for_orphans()
        status = Path("/proc/self/status").read_text()
        peak_kb = re.search(r"VmHWM:\s+(\d+)", status)
        spent = [resource.getrusage(resource.RUSAGE_SELF)]
        spent.append(resource.getrusage(resource.RUSAGE_CHILDREN))
        cpu_s = sum(used.ru_utime + used.ru_stime for used in spent)
        print(int(peak_kb.group(1)) // 1024 if peak_kb else 0, f"{cpu_s:.2f}")
        return
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=100)
    options.add_argument("--full", action="store_true")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--imap-tools", default="", metavar="PYTHON")
    options.add_argument("--only", default="", help="contenders, with commas")
    asked = options.parse_args()
    names = [
        name
        for name in contenders(asked.imap_tools)
        if not asked.only or name in asked.only.split(",")
    ]
    taken, wire_bytes = _measured(
        names, FULL_MAILS if asked.full else asked.mails, asked.rounds, asked.imap_tools
    )
    medians = {name: statistics.median(one.seconds for one in taken[name]) for name in names}
    cpu = {name: statistics.median(one.cpu_s for one in taken[name]) for name in names}
    for name in names:
        peak_mb = max(one.peak_mb for one in taken[name])
        print(f"{name:15} {medians[name]:6.2f} s  processor {cpu[name]:6.2f} s  peak {peak_mb} MB")
    missed = False
    if "sync" in names:
        kept = statistics.median(one.kept_bytes for one in taken["sync"]) / wire_bytes
        print(f"sync keeps {kept:.2f} bytes for 1 (must be <= {MUST_KEEP:.2f})")
        missed |= kept > MUST_KEEP
    for name in names:
        for other, must in (("mbsync", MUST_OF_MBSYNC), ("imap_tools", MUST_OF_IMAP_TOOLS)):
            if name in ("sync", "fetch") and other in medians:
                ratio = medians[name] / medians[other]
                of_cpu = cpu[name] / cpu[other]
                print(f"{name}/{other} {ratio:.2f} (must be <= {must:.2f}), processor {of_cpu:.2f}")
                missed |= name == "sync" and ratio > must
                missed |= (name, other) == ("sync", "mbsync") and of_cpu > MUST_OF_PROCESSOR
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
