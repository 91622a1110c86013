"""Every kind of mailbox with the same mails in it, and what it looks like from behind."""

from __future__ import annotations

import contextlib
import mailbox as stdlib_mailbox
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mailsync.mailbox.contract import FetchedMail, KnownMail, Mailbox, MailboxEvent
from mailsync.mailbox.folder import FolderMailbox
from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.mailbox.names import encode_folder
from mailsync.net.tls import Tls
from tests.servers.coremail import Coremail, coremail
from tests.servers.dovecot import Dovecot, dovecot, why_no_dovecot
from tests.servers.imap_server import ImapServer, StoredMail
from tests.servers.pymap_server import Pymap, pymap

BEIJING = timezone(timedelta(hours=8))
KINDS = (
    "coremail",
    "dovecot",
    "dovecot-implicit",
    "dovecot-starttls",
    "pymap",
    "maildir",
    "mbox",
    "eml",
)
_TLS: Mapping[str, Tls] = {"": "none", "implicit": "implicit", "starttls": "starttls"}
# Folders that submissions are looked for in; 已发送 is ours and never scanned.
SCANNED = ("INBOX", "垃圾邮件")


def mail(number: int, body: bytes = b"ok\r\n", head: bytes = b"") -> StoredMail:
    """Make a mail whose Message-ID and arrival tell its number."""
    raw = b"Message-ID: <n%d@zzb.example>\r\nSubject: %d\r\n%s\r\n%s" % (number, number, head, body)
    return StoredMail(raw, datetime(2026, 3, 1, 8, tzinfo=BEIJING) + timedelta(minutes=number))


MAILS: Mapping[str, tuple[StoredMail, ...]] = {
    "INBOX": (
        mail(1),
        mail(2, "计算机学院 学生党支部\r\n".encode("gb18030") * 50, b"X-Raw: \xba\xbc\xd6\xdd\r\n"),
        mail(3, b"x\r\n\r\nFrom the branch at 8:00 in 2026\r\n>From here\r\n\r\nend\r\n"),
        mail(4, b"a line without end " * 6000 + b"\r\n"),
        mail(5, b"0123456789abcdef" * 4 + b"\r\n" + b"QUJD" * 19 * 30000 + b"\r\n"),
        mail(6, b""),
        mail(7, b'* 1 FETCH (UID 1 BODY[] {5}\r\nA1 OK\r\n)\r\n"{3}\r\n'),
        mail(8, (b"QUJD" * 19 + b"\r\n") * 40000),
    ),
    "垃圾邮件": (mail(20), mail(21)),
    "已发送": (mail(1), mail(30)),
}


class Stored:
    """What a store remembers, kept in memory."""

    def __init__(self) -> None:
        self.by_folder: dict[tuple[str, int | None], dict[int, KnownMail]] = {}

    def mails(self, folder: str, uidvalidity: int | None) -> Mapping[int, KnownMail]:
        """Give the known mails of a folder."""
        return self.by_folder.get((folder, uidvalidity), {})

    def keep(self, fetched: FetchedMail) -> None:
        """Remember a mail, its arrival in another zone as a database gives it back."""
        key, arrived = fetched.key, fetched.internal_date
        self.by_folder.setdefault((key.folder, key.uidvalidity), {})[key.uid] = KnownMail(
            fetched.size_bytes, arrived and arrived.astimezone(UTC)
        )


@dataclass(frozen=True, slots=True)
class Arrived:
    """A fetched mail with its bytes, line ends as LF, no line break at the end."""

    event: FetchedMail
    content: bytes


def fetch_all(box: Mailbox, stored: Stored) -> tuple[list[Arrived], list[MailboxEvent]]:
    """Fetch as a store does; give the mails, and the other events."""
    mails: list[Arrived] = []
    others: list[MailboxEvent] = []
    for event in box.fetch(stored):
        if isinstance(event, FetchedMail):
            stored.keep(event)
            mails.append(Arrived(event, plain(bytes_of(event))))
        else:
            others.append(event)
    return mails, others


def bytes_of(event: FetchedMail) -> bytes:
    """The mail as it came."""
    return event.raw.read_bytes() if isinstance(event.raw, Path) else event.raw


def plain(raw: bytes) -> bytes:
    """Bring to what every mailbox can keep: LF, nothing after the last line."""
    return raw.replace(b"\r\n", b"\n").rstrip(b"\n")


def expected(*folders: str) -> list[bytes]:
    """Give the contents that lie in these folders."""
    return sorted(plain(mail.raw) for folder in folders for mail in MAILS[folder])


@dataclass(slots=True)
class Place:
    """A mailbox, a way to put a mail into it, and a look from behind at what it holds."""

    kind: str
    box: Mailbox
    spool: Path
    append: Callable[[str, StoredMail], None]
    behind: Callable[[], object]

    def left_behind(self) -> list[Path]:
        """Give what lies in the spool."""
        return list(self.spool.rglob("*")) if self.spool.exists() else []


@contextlib.contextmanager
def place(
    kind: str, folder: Path, mails: Mapping[str, tuple[StoredMail, ...]] = MAILS
) -> Iterator[Place]:
    """Make a mailbox of a kind with these mails; skips where its server is missing."""
    spool = folder / "spool"
    makers = {"maildir": _maildir, "mbox": _mbox, "eml": _eml}
    if kind in makers:
        path = folder / "mail"
        append = makers[kind](path)
        for name, stored in mails.items():
            for one in stored:
                append(name, one)
        yield Place(kind, FolderMailbox(path, spool=spool), spool, append, lambda: tree(path))
        return
    with _server(kind, mails) as server:

        def deliver(name: str, one: StoredMail) -> None:
            server.append(name, one.raw, one.internal_date)

        yield Place(kind, client(server, spool), spool, deliver, lambda: _behind(server))


def client(server: ImapServer, spool: Path) -> ImapMailbox:
    """Make a client for a test server."""
    return ImapMailbox(
        "127.0.0.1" if server.tls == "none" else "localhost",
        server.port,
        server.user,
        server.password,
        tls=server.tls,
        ca_file=server.ca_file,
        spool=spool,
        timeout_s=10,
    )


def tree(path: Path) -> dict[str, tuple[bytes, int]]:
    """Give content and time of every file below a path, or of the file."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return {
        str(file): (file.read_bytes(), file.stat().st_mtime_ns) for file in files if file.is_file()
    }


@contextlib.contextmanager
def _server(kind: str, mails: Mapping[str, tuple[StoredMail, ...]]) -> Iterator[ImapServer]:
    name, _, tls = kind.partition("-")
    if name == "coremail":
        with coremail(mails) as coremail_server:
            yield coremail_server
    elif name == "pymap":
        pytest.importorskip("pymap", reason="pymap is not installed (extra `demo`)")
        with pymap(mails) as pymap_server:
            yield pymap_server
    else:
        if (reason := why_no_dovecot()) is not None:
            pytest.skip(reason)
        with dovecot(mails, tls=_TLS[tls]) as dovecot_server:
            yield dovecot_server


def _behind(server: ImapServer) -> object:
    if isinstance(server, Coremail):
        return server.changed
    if isinstance(server, Dovecot):
        return server.mails_on_disk()
    assert isinstance(server, Pymap)
    return server.flags()


def _maildir(path: Path) -> Callable[[str, StoredMail], None]:
    count = iter(range(1000))

    def append(folder: str, one: StoredMail) -> None:
        root = path if folder == "INBOX" else path / f".{encode_folder(folder)}"
        number = next(count)
        for part in ("cur", "new", "tmp"):
            (root / part).mkdir(parents=True, exist_ok=True)
        part, flags = ("new", "") if number % 2 else ("cur", ":2,S")
        file = root / part / f"1700000{number:03}.M1.host{flags}"
        file.write_bytes(one.raw)
        os.utime(file, (one.internal_date.timestamp(),) * 2)

    return append


def _mbox(path: Path) -> Callable[[str, StoredMail], None]:
    def append(folder: str, one: StoredMail) -> None:
        # One file is one folder: it holds what the scanned folders hold.
        if folder not in SCANNED:
            return
        with contextlib.closing(stdlib_mailbox.mbox(path)) as box:
            message = stdlib_mailbox.mboxMessage()
            message.set_from("zzb@zzb.example", one.internal_date.timetuple())
            box.add(message)
        content = path.read_bytes()
        # The library rewrites headers: only its From_ line is used.
        start = content.rindex(b"From zzb@zzb.example")
        line = content[start : content.index(b"\n", start) + 1]
        escaped = b"".join(
            b">" + text if text.lstrip(b">").startswith(b"From ") else text
            for text in one.raw.replace(b"\r\n", b"\n").splitlines(keepends=True)
        )
        path.write_bytes(content[:start] + line + escaped + b"\n")

    return append


def _eml(path: Path) -> Callable[[str, StoredMail], None]:
    def append(folder: str, one: StoredMail) -> None:
        if folder not in SCANNED:
            return
        target = path if folder == "INBOX" else path / folder
        target.mkdir(parents=True, exist_ok=True)
        number = len(list(target.iterdir()))
        (target / f"第{number:03}封.{'EML' if number % 2 else 'eml'}").write_bytes(one.raw)
        (target / "说明.txt").write_text("不是邮件", encoding="utf-8")

    return append
