"""The outbox of a workspace: its settings and a password become an account to send from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mailsync.net.tls import loopback_only
from mailsync.sending.smtp import Outbox
from mailsync.sending.smtp_account import SmtpAccount
from store.errors import MailboxError
from store.text.hosts import is_loopback
from store.workspace.settings import MailSettings, SmtpSettings
from store.workspace.workspace import Workspace


def open_outbox(workspace: Workspace, password: Callable[[], str]) -> Outbox:
    """Prepare to send; nothing is contacted yet.

    A demonstration sends to this machine only, whatever its settings say. A server on this
    machine may do without a password.

    Raises:
        MailboxError: `outbox.none` where the settings name no server, `mailbox.plain_refused`,
            or what `password` raises.
        ConfigError: `mailbox.ca_file`.
    """
    smtp, mail = workspace.settings.smtp, workspace.settings.mail
    if not smtp.host:
        raise MailboxError("outbox.none", file=str(workspace.toml))
    if workspace.settings.demo or smtp.tls == "none":
        loopback_only(smtp.host)
    return outbox_of(mail, smtp, password)


def outbox_of(mail: MailSettings, smtp: SmtpSettings, password: Callable[[], str]) -> Outbox:
    """The way out that settings name.

    Raises:
        MailboxError: what `password` raises, unless the server is on this machine.
        ConfigError: `mailbox.ca_file`.
    """
    try:
        code = password()
    except MailboxError:
        if not is_loopback(smtp.host):
            raise
        code = ""
    ca_file = smtp.ca_file or mail.ca_file
    return Outbox(
        SmtpAccount(
            smtp.host,
            smtp.port,
            smtp.user or mail.user,
            code,
            smtp.tls,
            Path(ca_file).expanduser() if ca_file else None,
        )
    )
