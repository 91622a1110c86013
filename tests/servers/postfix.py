"""A real Postfix on loopback, out of a folder of its own; Debian's, started and stopped by us.

It delivers to one Maildir an address and knows `unit1@neu.example` to `unit60@neu.example` only.
Its master process must run as root: an unprivileged run has no Postfix.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.imap_server import free_port

_START_S = 20.0
_MAIN = """
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.neu.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
virtual_mailbox_domains = neu.example
virtual_mailbox_maps = texthash:{base}/conf/addresses
virtual_mailbox_base = {base}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
maillog_file = {base}/log
maillog_file_prefixes = {base}
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """Where it listens and where its mails lie."""

    base: Path
    port: int
    host: str = "127.0.0.1"

    def mails(self, count: int) -> dict[str, list[bytes]]:
        """Wait until `count` mails are delivered; every mail by the name of its mailbox."""
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            found = list((self.base / "mail").glob("*/new/*"))
            if len(found) >= count:
                break
            time.sleep(0.05)
        delivered: dict[str, list[bytes]] = {}
        for path in sorted((self.base / "mail").glob("*/new/*")):
            delivered.setdefault(path.parent.parent.name, []).append(path.read_bytes())
        return delivered


def why_no_postfix() -> str | None:
    """Say why a test cannot have a Postfix, if so."""
    if shutil.which("postfix", path="/usr/sbin:/usr/bin") is None:
        return "postfix is not installed (Debian: postfix)"
    return None if os.geteuid() == 0 else "postfix starts as root only"


@contextlib.contextmanager
def postfix() -> Iterator[Postfix]:
    """Serve until the block ends."""
    with tempfile.TemporaryDirectory(prefix="sixones-postfix-") as name:
        base, port = Path(name), free_port()
        base.chmod(0o755)
        owner, nobody = pwd.getpwnam("postfix").pw_uid, pwd.getpwnam("nobody").pw_uid
        for folder in ("conf", "queue", "data", "mail"):
            (base / folder).mkdir()
        os.chown(base / "data", owner, -1)
        os.chown(base / "mail", nobody, -1)
        daemons = next(
            place
            for place in ("/usr/lib/postfix/sbin", "/usr/libexec/postfix")
            if Path(place).is_dir()
        )
        conf = base / "conf"
        (conf / "main.cf").write_text(_MAIN.format(base=base, daemons=daemons, uid=nobody))
        (conf / "master.cf").write_text(_MASTER.format(port=port))
        (conf / "addresses").write_text(
            "".join(f"unit{number}@neu.example unit{number}/\n" for number in range(1, 61))
        )
        program = shutil.which("postfix", path="/usr/sbin:/usr/bin") or "postfix"
        subprocess.run([program, "-c", str(conf), "start"], check=True, capture_output=True)
        try:
            _wait_for(port)
            yield Postfix(base, port)
        finally:
            subprocess.run([program, "-c", str(conf), "stop"], check=False, capture_output=True)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _START_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                probe.recv(64)
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
