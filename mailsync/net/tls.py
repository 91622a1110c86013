"""Who may be spoken to and how safely: verified TLS, and plain text only to this machine."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from pathlib import Path
from typing import Literal

from store.errors import ConfigError, MailboxError
from store.text.visible import visible

Tls = Literal["implicit", "starttls", "none"]

# OpenSSL's verify codes, which the ssl module does not name.
_WRONG_HOST = frozenset([62, 64])
_EXPIRED = frozenset([9, 10])


def verified_context(ca_file: Path | None) -> ssl.SSLContext:
    """Make a context that checks the chain and the host name; `ca_file` replaces the system's CAs.

    Raises:
        ConfigError: `mailbox.ca_file` where the file holds no certificate.
    """
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except OSError as err:
        raise ConfigError("mailbox.ca_file", file=str(ca_file), reason=plain_reason(err)) from err


def wrap(sock: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    """Begin TLS on a connected socket.

    Raises:
        MailboxError: `mailbox.certificate_host`, `_expired` or `_untrusted`; `mailbox.tls_failed`
            where the other side does not speak TLS as we need it.
        OSError: the line broke.
    """
    try:
        return context.wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError as err:
        raise certificate_refused(err, host) from err
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as err:
        raise ConnectionResetError(plain_reason(err)) from err
    except ssl.SSLError as err:
        raise MailboxError("mailbox.tls_failed", host=host, reason=plain_reason(err)) from err


def certificate_refused(err: ssl.SSLCertVerificationError, host: str) -> MailboxError:
    """The error that says what is wrong with a server's certificate."""
    return MailboxError(
        _certificate_code(err.verify_code), host=host, reason=visible(err.verify_message)
    )


def loopback_only(host: str) -> None:
    """Refuse a plain connection to any other machine, before anything is sent or looked up.

    Raises:
        MailboxError: `mailbox.plain_refused`.
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        allowed = ipaddress.ip_address(name).is_loopback
    except ValueError:
        allowed = name == "localhost" and all(
            ipaddress.ip_address(str(address[4][0]).split("%")[0]).is_loopback
            for address in socket.getaddrinfo(name, None)
        )
    if not allowed:
        raise MailboxError("mailbox.plain_refused", host=host)


def plain_reason(err: OSError) -> str:
    """Word an error of the system as it words itself, made safe to show."""
    reason = getattr(err, "reason", None) or err.strerror or str(err) or type(err).__name__
    return visible(str(reason))


def _certificate_code(verify_code: int) -> str:
    if verify_code in _WRONG_HOST:
        return "mailbox.certificate_host"
    if verify_code in _EXPIRED:
        return "mailbox.certificate_expired"
    return "mailbox.certificate_untrusted"
