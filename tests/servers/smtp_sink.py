"""A mail server on loopback that takes mails and keeps them: aiosmtpd in a thread."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.imap_server import PASSWORD, free_port


@dataclass(frozen=True, slots=True)
class TakenMail:
    """One mail as it was taken: its envelope and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class SmtpSink:
    """Where it listens and what it took. `refusals` are answers to RCPT by address."""

    host: str = "127.0.0.1"
    port: int = 0
    taken: list[TakenMail] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    logins: list[str] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        """Every recipient of every mail, in the order of arrival."""
        return [address for mail in self.taken for address in mail.recipients]

    # aiosmtpd's hooks.

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 Mail OK"

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        assert envelope.mail_from is not None
        self.taken.append(TakenMail(envelope.mail_from, tuple(envelope.rcpt_tos), content))
        return f"250 Mail OK queued as smtp11,{len(self.taken):08x} 1800000000"


@contextlib.contextmanager
def smtp_sink(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, auth: bool = False
) -> Iterator[SmtpSink]:
    """Serve until the block ends."""
    sink = SmtpSink(port=free_port())

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        sink.logins.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD)

    controller = Controller(
        sink,
        hostname=sink.host,
        port=sink.port,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=authenticate if auth else None,
        # aiosmtpd takes a connection that began with TLS for a plain one.
        auth_required=auth and tls is None,
        auth_require_tls=tls is None,
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
