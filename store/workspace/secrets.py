"""Passwords by reference only: environment, system keyring or a prompt; never in a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from store.errors import MailboxError
from store.workspace.settings import Settings, is_loopback

MAIL_VARIABLE = "SIXONES_MAIL_PASSWORD"
SMTP_VARIABLE = "SIXONES_SMTP_PASSWORD"

# The first label must be a service: neu.edu.cn and another university are not one provider.
_SERVICE = re.compile(r"(?:imap|smtp|mail|pop)[a-z0-9-]*\.(?P<domain>[a-z0-9-]+\.[a-z0-9.-]+)")

# Asks a person for the password of `user` at `host`; an empty answer gives up.
Ask = Callable[[str, str], str]


def mail_password(settings: Settings, *, environ: Mapping[str, str], ask: Ask | None = None) -> str:
    """Find the mailbox's authorization code; "" where mail is a folder.

    Raises:
        MailboxError: `password.none`: neither environment nor keyring has it, and nobody
            could be asked or answered.
    """
    mail = settings.mail
    if mail.kind == "folder":
        return ""
    found = environ.get(MAIL_VARIABLE, "").strip() or _from_keyring(mail.host, mail.user)
    return found or _asked(mail.host, mail.user, MAIL_VARIABLE, ask)


def smtp_password(settings: Settings, *, environ: Mapping[str, str], ask: Ask | None = None) -> str:
    """Find the password for sending; the mailbox's own serves the same user at one provider.

    Raises:
        MailboxError: `password.none`, as for `mail_password`.
    """
    mail, smtp = settings.mail, settings.smtp
    user = smtp.user or mail.user
    found = environ.get(SMTP_VARIABLE, "").strip() or _from_keyring(smtp.host, user)
    if (
        not found
        and mail.kind == "imap"
        and user == mail.user
        and _same_provider(mail.host, smtp.host)
    ):
        return mail_password(settings, environ=environ, ask=ask)
    return found or _asked(smtp.host, user, SMTP_VARIABLE, ask)


def remember_password(host: str, user: str, password: str) -> bool:
    """Put a password into the system keyring; False where there is none that keeps it."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_service(host), user, password)
    except KeyringError:
        return False
    # Some backends take a password and keep nothing.
    return _from_keyring(host, user) == password


def _from_keyring(host: str, user: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return (keyring.get_password(_service(host), user) or "").strip()
    except KeyringError:
        return ""


def _asked(host: str, user: str, variable: str, ask: Ask | None) -> str:
    answer = ask(user, host).strip() if ask else ""
    if not answer:
        raise MailboxError("password.none", user=user, host=host, variable=variable)
    return answer


def _service(host: str) -> str:
    return f"sixones:{host.lower()}"


def _same_provider(one: str, other: str) -> bool:
    """Whether two hosts are one provider's: equal, or imap. and smtp. of one domain."""
    if is_loopback(one) and is_loopback(other):
        return True
    one, other = one.lower(), other.lower()
    domains = [found["domain"] for host in (one, other) if (found := _SERVICE.fullmatch(host))]
    return one == other or (len(domains) == 2 and domains[0] == domains[1])
