"""What every test server gives: where it listens, who may log in, and mails put into it."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import trustme

from mailsync.net.tls import Tls

USER = "zzb"
PASSWORD = "LoopbackCode163"


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail to put into a server: its bytes with CRLF line ends, and its arrival."""

    raw: bytes
    internal_date: datetime


class ImapServer(Protocol):
    """A server on loopback."""

    host: str
    port: int
    tls: Tls
    user: str
    password: str
    ca_file: Path | None

    def append(self, folder: str, raw: bytes, internal_date: datetime) -> None:
        """Put a mail into a folder (decoded name), which is made if it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Certificates:
    """A CA of our own and a certificate signed by it."""

    ca_file: Path
    chain_file: Path
    key_file: Path

    def server_context(self) -> ssl.SSLContext:
        """Make the context of a server that shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain_file, self.key_file)
        return context


def certificates(folder: Path, *names: str, not_after: datetime | None = None) -> Certificates:
    """Make a certificate for `names` ("localhost" and 127.0.0.1 by default) in `folder`."""
    authority = trustme.CA()
    issued = authority.issue_cert(*(names or ("localhost", "127.0.0.1")), not_after=not_after)
    files = Certificates(folder / "ca.pem", folder / "chain.pem", folder / "key.pem")
    authority.cert_pem.write_to_path(files.ca_file)
    issued.private_key_pem.write_to_path(files.key_file)
    for index, pem in enumerate(issued.cert_chain_pems):
        pem.write_to_path(files.chain_file, append=index > 0)
    return files


def free_port() -> int:
    """Find a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
