"""Logging in: once, and without the password ever being quoted."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field

from mailsync.mailbox.imap.connection import Connection
from mailsync.mailbox.imap.rows import quoted
from mailsync.mailbox.imap.stream import Lost
from mailsync.mailbox.providers import provider_of
from mailsync.mailbox.spool import Spool
from mailsync.net.connect import GREETING_S
from mailsync.net.tls import Tls
from store.errors import MailboxError

# What a server answers to LOGIN when it means "not now", not "not you" (RFC 5530).
_BUSY = ("[UNAVAILABLE]", "[LIMIT]", "[INUSE]")


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect and as whom; the password never shows."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Tls
    context: ssl.SSLContext | None = field(repr=False)
    spool: Spool = field(repr=False)
    timeout_s: float
    greeting_s: float = GREETING_S


def sign_in(connection: Connection, server: Server) -> None:
    """Log in; exactly one attempt.

    Raises:
        MailboxError: `mailbox.login_refused`, `mailbox.password_characters`.
        Lost: the server is busy (it says so) or the line broke.
    """
    if connection.state != "NONAUTH":
        return
    reason = ""
    status = "LOST"
    try:
        # Not imaplib2's login(): its errors quote the whole command.
        reply = connection.ask("LOGIN", *_credentials(server))
        connection.collect([reply])
        status, reason = reply.status, reply.text
    except Lost as err:
        reason = str(err)
    # Outside the handler: the frames of that error hold the command.
    if status == "LOST" or (status != "OK" and any(code in reason for code in _BUSY)):
        raise Lost(reason)
    if status != "OK":
        raise MailboxError(
            "mailbox.login_refused",
            user=server.user,
            host=server.host,
            text=reason,
            provider=provider_of(server.user, server.host),
        )
    connection.state = "AUTH"


def _credentials(server: Server) -> tuple[bytes, bytes]:
    if not any(char in "\r\n\0" for char in server.user + server.password):
        try:
            return quoted(server.user), quoted(server.password)
        except UnicodeEncodeError:
            # This error quotes what it could not encode.
            pass
    raise MailboxError("mailbox.password_characters")
