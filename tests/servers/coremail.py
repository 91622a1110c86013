"""A scripted IMAP server that speaks like 163, with one switch for each fault of the catalogue."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from mailsync.net.tls import Tls
from tests.servers.coremail_talk import Conversation, HangUpError, command_name
from tests.servers.imap_server import PASSWORD, USER, StoredMail

CHANGES_MAIL = [
    "SELECT",
    "STORE",
    "COPY",
    "MOVE",
    "EXPUNGE",
    "APPEND",
    "CREATE",
    "DELETE",
    "RENAME",
    "CLOSE",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
]


@dataclass(frozen=True, slots=True)
class Personality:
    """How the server behaves; the default is 163 on a good day."""

    needs_id: bool = True
    id_answer: str = "OK"
    login_answer: str = "OK LOGIN completed"
    capability: str = (
        "IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS APPENDLIMIT=71680000 UIDPLUS"
    )
    # UIDVALIDITY of every folder; None sends none.
    uidvalidity: int | None = 1
    # Whenever a folder is opened, it is another one under its name.
    always_anew: bool = False
    first_uid: int = 1392611444
    # How RFC822.SIZE differs from the bytes that come: factor, then bytes.
    size_factor: float = 1.0
    size_delta: int = 0
    states_size: bool = True
    # These say it this often, then behave; by position in the folder, from 1.
    nil_bodies: Mapping[int, int] = field(default_factory=dict)
    rows_without_uid: Mapping[int, int] = field(default_factory=dict)
    # In the listing, but FETCH says OK and nothing more.
    gone: Sequence[int] = ()
    # FETCH answers NO with these words.
    refused: Mapping[int, str] = field(default_factory=dict)
    repeats_rows: bool = False
    unsolicited: bool = False
    # BODYSTRUCTURE and ENVELOPE as Coremail and QQ send them, unasked.
    broken_rows: bool = False
    uid_after_body: bool = False
    chunks_without_origin: bool = False
    ignores_partial: bool = False
    # Connections that are told BYE instead of a greeting, or after so many FETCH rows.
    bye_greetings: int = 0
    bye_text: str = "Too many connections from your IP, please try again later"
    bye_after_rows: Mapping[int, int] = field(default_factory=dict)
    # Closes the line without a word whenever it comes to this mail.
    dies_at: int | None = None
    tagged_without_text: bool = False
    says_before_tls: bytes = b""
    # What goes out instead of a line, or of a row with its literals.
    instead: Callable[[bytes], Iterable[bytes]] | None = None
    preauth: bool = False
    # Commands of a name are answered only when so many folders were asked for.
    examines_before: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class HeldMail:
    """A mail as the server holds it."""

    uid: int
    raw: bytes
    internal_date: datetime
    flags: set[str] = field(default_factory=set)


class Coremail:
    """The server's mails and what was said to it; change `personality` at any time."""

    host = "127.0.0.1"
    tls: Tls = "none"
    ca_file: Path | None = None
    user = USER
    password = PASSWORD

    def __init__(
        self, folders: Mapping[str, Sequence[StoredMail]], personality: Personality
    ) -> None:
        self.personality = personality
        self.port = 0
        self.context: ssl.SSLContext | None = None
        self.commands: list[tuple[int, str]] = []
        self.connections = 0
        self.spoken: dict[tuple[str, int], int] = {}
        self.folders: dict[str, list[HeldMail]] = {"INBOX": []}
        self._next_uid = personality.first_uid
        for folder, mails in folders.items():
            self.folders.setdefault(folder, [])
            for mail in mails:
                self.append(folder, mail.raw, mail.internal_date)

    def append(self, folder: str, raw: bytes, internal_date: datetime) -> None:
        """Put a mail into a folder; UIDs grow with gaps, as 163's do."""
        self.folders.setdefault(folder, []).append(HeldMail(self._next_uid, raw, internal_date))
        self._next_uid += 1 + len(raw) % 7

    def said(self, *names: str) -> list[str]:
        """Give the commands of these names that clients sent, UID put aside."""
        return [line for _, line in self.commands if command_name(line) in names]

    @property
    def changed(self) -> list[str]:
        """Give what could have changed the mailbox: forbidden commands, flags that were set."""
        flags = [
            f"flag {mail.uid}" for mails in self.folders.values() for mail in mails if mail.flags
        ]
        return self.said(*CHANGES_MAIL) + flags


@contextlib.contextmanager
def coremail(
    folders: Mapping[str, Sequence[StoredMail]] | None = None,
    personality: Personality | None = None,
    *,
    implicit_tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    ca_file: Path | None = None,
) -> Iterator[Coremail]:
    """Serve folders (decoded names) on loopback until the block ends."""
    state = Coremail(folders or {}, personality or Personality())
    state.context = starttls
    state.ca_file = ca_file
    state.tls = "implicit" if implicit_tls else "starttls" if starttls else "none"

    class Handler(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self) -> None:
            sock = cast("socket.socket", self.request)
            sock.settimeout(20)
            with contextlib.suppress(OSError, HangUpError):
                if implicit_tls is not None:
                    sock = implicit_tls.wrap_socket(sock, server_side=True)
                with contextlib.closing(Conversation(state, sock)) as conversation:
                    conversation.run()

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
