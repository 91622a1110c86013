"""An account to send from: where, as whom, how long one waits there, what a look at it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mailsync.net.connect import GREETING_S
from mailsync.net.tls import Tls

_COMMAND_S = 60.0
# RFC 5321 4.5.3.2.6: a server may take ten minutes over the final dot.
_FINAL_S = 600.0


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """Where and as whom to send; without a password, or where a server on
    this machine asks for none, there is no login."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Tls
    ca_file: Path | None = None
    command_s: float = _COMMAND_S
    final_s: float = _FINAL_S
    greeting_s: float = GREETING_S


@dataclass(frozen=True, slots=True)
class OutboxReport:
    """What `doctor` shows of a server for sending. `tls` is the protocol in use; None: plain."""

    host: str
    tls: str | None
    logged_in: bool
