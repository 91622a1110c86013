"""A scripted SMTP server on loopback: it answers as told, hangs up as told, and keeps count."""

from __future__ import annotations

import contextlib
import socketserver
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

# A reply; or the line ends before the command is done, or after it is done and before a reply.
Answer = str | Literal["cut", "done and cut"]

_DEFAULTS = {
    "GREETING": "220 163.com Anti-spam GT for Coremail System",
    "EHLO": "250-mail\r\n250-AUTH LOGIN PLAIN\r\n250 8BITMIME",
    "AUTH": "235 Authentication successful",
    "MAIL": "250 Mail OK",
    "RCPT": "250 Mail OK",
    "DATA": "354 End data with <CR><LF>.<CR><LF>",
    "MESSAGE": "250 Mail OK queued as smtp11,xyz 1800000000",
    "RSET": "250 OK",
    "NOOP": "250 OK",
    "QUIT": "221 Bye",
    "STARTTLS": "220 Ready to start TLS",
}


# Lines of a message after which it counts as half received; letters without files are shorter.
_HALFWAY = 1_000


@dataclass
class FakeSmtp:
    """Where it listens, what it is to say and what it was told.

    `answers` are used up one by one for each command ("MESSAGE" is the final dot); then the
    usual answer follows. `before` is called with the name of each command and of each reply
    (`COMMAND?`, `COMMAND!`), when a message begins (`CONTENT?`) and within a long one (`HALFWAY?`),
    and may end the line by returning True.
    """

    host: str = "127.0.0.1"
    port: int = 0
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    commands: list[str] = field(default_factory=list)
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    before: Callable[[str], bool] = lambda name: False

    @property
    def recipients(self) -> list[str]:
        """Who got a mail, in the order of arrival."""
        return [recipient for recipient, _ in self.taken]

    def count(self, command: str) -> int:
        """How often a command was given."""
        return sum(line.upper().startswith(command) for line in self.commands)


class _Cut(Exception):  # noqa: N818  (the end of a line is no error here)
    pass


@contextlib.contextmanager
def fake_smtp(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> Iterator[FakeSmtp]:
    """Serve until the block ends."""
    fake = FakeSmtp()

    class Handler(socketserver.StreamRequestHandler):
        recipient = ""

        def handle(self) -> None:
            fake.connections += 1
            with contextlib.suppress(_Cut, OSError):
                if tls is not None:
                    self._wrap(tls)
                self._answer("GREETING")
                while line := self.rfile.readline():
                    text = line.decode("utf-8", "replace").rstrip("\r\n")
                    fake.commands.append(text)
                    if not self._command(text):
                        break
            # The one that was wrapped is ours to close.
            self.connection.close()

        def _command(self, text: str) -> bool:
            name = text.split(" ", maxsplit=1)[0].upper()
            if name == "RCPT":
                self.recipient = text.partition("<")[2].partition(">")[0]
            agreed = self._answer(name)
            if name == "STARTTLS" and agreed and starttls is not None:
                self._wrap(starttls)
            if name == "DATA" and agreed:
                self._message()
            return name != "QUIT"

        def _message(self) -> None:
            lines: list[bytes] = []
            while True:
                line = self.rfile.readline()
                if not line:
                    raise _Cut
                if line == b".\r\n":
                    break
                if not lines and fake.before("CONTENT?"):
                    raise _Cut
                lines.append(line.removeprefix(b"."))
                if len(lines) == _HALFWAY and fake.before("HALFWAY?"):
                    raise _Cut
            content = b"".join(lines)
            self._answer("MESSAGE", lambda: fake.taken.append((self.recipient, content)))

        def _answer(self, name: str, act: Callable[[], None] = lambda: None) -> bool:
            """Do a command and answer it; whether the answer was the usual one."""
            told = fake.answers[name].pop(0) if fake.answers[name] else None
            usual = _DEFAULTS.get(name, "502 Error: command not implemented")
            if (
                name == "EHLO"
                and starttls is not None
                and not isinstance(self.connection, ssl.SSLSocket)
            ):
                usual = "250-mail\r\n250 STARTTLS"
            if told == "cut" or fake.before(f"{name}?"):
                raise _Cut
            good = told in (None, "done and cut") or str(told).startswith(usual[:3])
            if good:
                act()
            if told == "done and cut" or fake.before(f"{name}!"):
                raise _Cut
            self.wfile.write(f"{told or usual}\r\n".encode("utf-8", "surrogateescape"))
            return good

        def _wrap(self, context: ssl.SSLContext) -> None:
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", buffering=0)

    server = socketserver.ThreadingTCPServer((fake.host, 0), Handler)
    server.daemon_threads = True
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
