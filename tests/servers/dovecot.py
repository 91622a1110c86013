"""A real Dovecot 2.3 on loopback, out of a folder of its own, as root or as anybody."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mailsync.mailbox.names import encode_folder
from mailsync.net.tls import Tls
from tests.servers.imap_server import PASSWORD, USER, StoredMail, certificates, free_port

_START_S = 20.0
_STARTS = 3
_CONFIG = """
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/dovecot.log
listen = 127.0.0.1
protocols = imap
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{chain}
ssl_key = <{key}
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox 垃圾邮件 {{
    special_use = \\Junk
  }}
  mailbox 已发送 {{
    special_use = \\Sent
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


@dataclass(slots=True)
class Dovecot:
    """Where it listens; `base` holds everything it writes."""

    base: Path
    port: int
    tls: Tls
    ca_file: Path | None
    uid: int
    gid: int
    host: str = "127.0.0.1"
    user: str = USER
    password: str = PASSWORD
    delivered: int = 0
    pid: int = 0

    def settle(self) -> None:
        """Wait until no session is left: one that was hung up still writes its index."""
        until = time.monotonic() + _START_S
        while time.monotonic() < until and _sessions(self.pid):
            time.sleep(0.01)

    @property
    def maildir(self) -> Path:
        """The Maildir of the user."""
        return self.base / "home" / self.user / "Maildir"

    def append(self, folder: str, raw: bytes, internal_date: datetime) -> None:
        """Deliver a mail as a delivery agent does: into `cur`, its time being the arrival."""
        root = self.maildir if folder == "INBOX" else self.maildir / f".{encode_folder(folder)}"
        for part in ("cur", "new", "tmp"):
            (root / part).mkdir(parents=True, exist_ok=True)
        self.delivered += 1
        file = root / "cur" / f"{1_700_000_000 + self.delivered}.M{self.delivered}.test:2,"
        file.write_bytes(raw)
        os.utime(file, (internal_date.timestamp(), internal_date.timestamp()))
        self._hand_over(self.base / "home")

    def forget_uids(self, folder: str = "INBOX") -> None:
        """Lose the UIDs of a folder, as after a restored backup: UIDVALIDITY changes."""
        self.settle()
        root = self.maildir if folder == "INBOX" else self.maildir / f".{encode_folder(folder)}"
        for file in root.glob("dovecot*"):
            file.unlink()
        # Left alone, it would take the time in seconds, which may be the same again.
        (root / "dovecot-uidlist").write_text("3 V163 N1\n")
        self._hand_over(root)

    def mails_on_disk(self) -> dict[str, bytes]:
        """Give every mail file with its name (flags are in it) and content."""
        self.settle()
        return {
            str(file.relative_to(self.maildir)): file.read_bytes()
            for file in sorted(self.maildir.rglob("*"))
            if file.is_file() and file.parent.name in ("cur", "new", "tmp")
        }

    def _hand_over(self, folder: Path) -> None:
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                # Dovecot's lock files come and go.
                with contextlib.suppress(FileNotFoundError):
                    os.chown(path, self.uid, self.gid)


def why_no_dovecot() -> str | None:
    """Say why a test cannot have a Dovecot, if so."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        return "dovecot is not installed (Debian: dovecot-imapd)"
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return None if version.stdout.startswith("2.3.") else f"needs Dovecot 2.3, not {version.stdout}"


@contextlib.contextmanager
def dovecot(
    folders: Mapping[str, Sequence[StoredMail]] | None = None,
    *,
    tls: Tls = "none",
    certificate_names: Sequence[str] = (),
) -> Iterator[Dovecot]:
    """Serve folders (decoded names); `tls` picks the port that the server object gives.

    Certificates are for localhost and 127.0.0.1 unless `certificate_names` says otherwise.
    """
    # Not pytest's folder: the mail user must be able to walk to it, and socket paths are short.
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    base.chmod(0o755)
    try:
        yield from _serve(base, folders or {}, tls, certificate_names)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _serve(
    base: Path, folders: Mapping[str, Sequence[StoredMail]], tls: Tls, names: Sequence[str]
) -> Iterator[Dovecot]:
    as_root = os.geteuid() == 0
    me = pwd.getpwuid(os.geteuid())
    mail_user = pwd.getpwnam("nobody") if as_root else me
    issued = certificates(base, *names)
    server = Dovecot(
        base=base,
        port=0,
        tls=tls,
        ca_file=issued.ca_file,
        uid=mail_user.pw_uid,
        gid=mail_user.pw_gid,
    )
    (server.maildir / "cur").mkdir(parents=True)
    for folder, mails in folders.items():
        for mail in mails:
            server.append(folder, mail.raw, mail.internal_date)
    server._hand_over(base / "home")
    settings = {
        "base": base,
        "internal": "dovecot" if as_root else me.pw_name,
        "internal_group": "dovecot" if as_root else _group(me.pw_gid),
        "login": "dovenull" if as_root else me.pw_name,
        "chain": issued.chain_file,
        "key": issued.key_file,
        "password": PASSWORD,
        "uid": mail_user.pw_uid,
        "gid": mail_user.pw_gid,
    }
    process = _start(server, settings)
    try:
        yield server
    finally:
        _kill(process)


def _start(server: Dovecot, settings: dict[str, object]) -> subprocess.Popen[bytes]:
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    config = server.base / "dovecot.conf"
    log = server.base / "dovecot.log"
    for _ in range(_STARTS):
        plain_port, tls_port = free_port(), free_port()
        server.port = tls_port if server.tls == "implicit" else plain_port
        config.write_text(
            _CONFIG.format(port=plain_port, tls_port=tls_port, **settings), encoding="utf-8"
        )
        process = subprocess.Popen(
            [program, "-F", "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if _answers(process, (plain_port, tls_port)):
            server.pid = process.pid
            return process
        # Somebody else took the port meanwhile, most likely.
        _kill(process)
    raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else ''}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    # A polite stop takes it six seconds.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answers(process: subprocess.Popen[bytes], ports: Sequence[int]) -> bool:
    until = time.monotonic() + _START_S
    for port in ports:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None or time.monotonic() > until:
                return False
            time.sleep(0.02)
    return process.poll() is None


def _sessions(group: int) -> list[str]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
            if name == "imap" and int(rest.split()[2]) == group:
                found.append(stat.parent.name)
    return found


def _group(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name
