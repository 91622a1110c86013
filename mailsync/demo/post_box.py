"""A mail server on this machine that takes the demonstration's letters and keeps them as files.

Nothing leaves: it listens on loopback, delivers to nobody but another demonstration that runs here,
and lives as long as a `with` lasts.
"""

from __future__ import annotations

import contextlib
import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailsync.demo.door import hand_over

_HOST = "127.0.0.1"
_FOLDER = "sent"
_PATH = re.compile(r"(?:FROM|TO):\s*<(?P<address>[^<>]*)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PostBox:
    """Where it listens, and the folder that its mails are written to."""

    host: str
    port: int
    folder: Path


@contextlib.contextmanager
def post_box(workspace_folder: Path) -> Iterator[PostBox]:
    """Take letters from a thread until the block ends; each becomes an .eml file in `sent/`."""
    folder = workspace_folder / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)

    class PostBoxSession(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            recipients: list[str] = []
            with contextlib.suppress(OSError):
                self._say("220 six ones demonstration")
                while line := self.rfile.readline():
                    command = line.decode("ascii", "replace").strip()
                    if not self._do(command, recipients):
                        return

        def _do(self, command: str, recipients: list[str]) -> bool:
            match command[:4].upper():
                case "EHLO" | "HELO" | "NOOP":
                    self._say("250 OK")
                case "MAIL" | "RSET":
                    recipients.clear()
                    self._say("250 OK")
                case "RCPT":
                    if found := _PATH.search(command):
                        recipients.append(found["address"])
                    self._say("250 OK" if found else "501 no address")
                case "DATA":
                    self._say("354 go ahead")
                    self._say(f"250 OK kept as {self._keep(recipients)}")
                case "QUIT":
                    self._say("221 bye")
                    return False
                case _:
                    self._say("502 not known")
            return True

        def _keep(self, recipients: list[str]) -> str:
            lines = []
            while (line := self.rfile.readline()) and line != b".\r\n":
                lines.append(line.removeprefix(b"."))
            who = re.sub(r"[^\w.@-]", "_", recipients[0] if recipients else "nobody")
            name = f"{sum(1 for _ in folder.iterdir()) + 1:03d} {who}.eml"
            (folder / name).write_bytes(b"".join(lines))
            hand_over(b"".join(lines), recipients)
            return name

        def _say(self, reply: str) -> None:
            self.wfile.write(f"{reply}\r\n".encode())

    server = socketserver.ThreadingTCPServer((_HOST, 0), PostBoxSession)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="demo-smtp", daemon=True)
    thread.start()
    try:
        yield PostBox(_HOST, server.server_address[1], folder)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
