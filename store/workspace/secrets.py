"""Passwords by reference only: environment, a private file of a server, keyring or a prompt.

A password of the environment goes to one host only: the one that `SIXONES_MAIL_HOST` names, else
one that the person confirmed as a workspace's (`store.workspace.trust`).
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from store.errors import MailboxError
from store.text.hosts import is_loopback
from store.workspace.settings import Settings
from store.workspace.trust import is_confirmed

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

MAIL_VARIABLE = "SIXONES_MAIL_PASSWORD"
SMTP_VARIABLE = "SIXONES_SMTP_PASSWORD"
# Somebody who wants a keyring that keeps plain text says so.
_PLAIN_VARIABLE = "SIXONES_PLAIN_KEYRING"
_LONGEST_FILE = 4096

Use = Literal["mail", "smtp"]
_VARIABLES = {"mail": MAIL_VARIABLE, "smtp": SMTP_VARIABLE}
# The first label must be a service: neu.edu.cn and another university are not one provider.
_SERVICE = re.compile(r"(?:imap|smtp|mail|pop)[a-z0-9-]*\.(?P<domain>[a-z0-9-]+\.[a-z0-9.-]+)")

# Asks a person for the password of `user` at `host`; an empty answer gives up.
Ask = Callable[[str, str], str]


def mail_password(settings: Settings, *, environ: Mapping[str, str], ask: Ask | None = None) -> str:
    """Find the mailbox's authorization code; "" where mail is a folder.

    Raises:
        MailboxError: `password.none`: neither environment nor keyring has it, and nobody
            could be asked or answered; `password.other_host`: the same, and the environment has
            one for another host; `password.file_open`, `password.file_unreadable`.
    """
    mail = settings.mail
    if mail.kind == "folder":
        return ""
    found = _from_environment("mail", mail.host, environ) or kept_password(mail.host, mail.user)
    return found or _asked("mail", mail.host, mail.user, environ, ask)


def smtp_password(settings: Settings, *, environ: Mapping[str, str], ask: Ask | None = None) -> str:
    """Find the password for sending; the mailbox's own serves the same user at one provider.

    Raises:
        MailboxError: as `mail_password`.
    """
    mail, smtp = settings.mail, settings.smtp
    user = smtp.user or mail.user
    found = _from_environment("smtp", smtp.host, environ) or kept_password(smtp.host, user)
    if (
        not found
        and mail.kind == "imap"
        and user == mail.user
        and _same_provider(mail.host, smtp.host)
    ):
        return mail_password(settings, environ=environ, ask=ask)
    return found or _asked("smtp", smtp.host, user, environ, ask)


def remember_password(host: str, user: str, password: str) -> bool:
    """Put a password into the system keyring; False where there is none that keeps it safe."""
    from keyring.errors import KeyringError

    ring = _keyring()
    if ring is None:
        return False
    try:
        ring.set_password(_service(host), user, password)
    except KeyringError:
        return False
    # Some backends take a password and keep nothing.
    return kept_password(host, user) == password


def can_remember() -> bool:
    """Whether this machine has a keyring that keeps a password safe and answers."""
    from keyring.errors import KeyringError

    ring = _keyring()
    # One that is switched off (null) answers, and keeps nothing.
    if ring is None or ring.priority < 0:
        return False
    try:
        ring.get_password(_service("example"), "sixones")
    except KeyringError:
        return False
    return True


def kept_password(host: str, user: str) -> str:
    """What the system keyring has for a user of a host; "" where there is none."""
    from keyring.errors import KeyringError

    ring = _keyring()
    if ring is None:
        return ""
    try:
        return (ring.get_password(_service(host), user) or "").strip()
    except KeyringError:
        return ""


def _keyring() -> KeyringBackend | None:
    """The keyring of the system; one that keeps plain text only where somebody asked for it."""
    import keyring

    ring = keyring.get_keyring()
    if os.environ.get(_PLAIN_VARIABLE):
        return ring
    # Where there are several, one object stands for all of them.
    several = getattr(ring, "backends", None)
    if several is None:
        return None if _is_plain(ring) else ring
    return next((one for one in several if not _is_plain(one)), None)


def _is_plain(ring: KeyringBackend) -> bool:
    return any("plaintext" in kind.__name__.lower() for kind in type(ring).__mro__)


def _from_environment(use: Use, host: str, environ: Mapping[str, str]) -> str:
    """The password of the environment, or of the file that it names; "" where it is not for us."""
    if not _is_for(use, host, environ):
        return ""
    variable = _VARIABLES[use]
    given = environ.get(variable, "").strip()
    file = environ.get(f"{variable}_FILE", "")
    return given or (_from_file(Path(file), environ) if file else "")


def _is_for(use: Use, host: str, environ: Mapping[str, str]) -> bool:
    named = environ.get(f"SIXONES_{use.upper()}_HOST", "").strip()
    return named.lower() == host.lower() if named else is_confirmed(use, host)


def _from_file(file: Path, environ: Mapping[str, str]) -> str:
    """A password out of a file that nobody else reads.

    Raises:
        MailboxError: `password.file_open`, `password.file_unreadable`.
    """
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as opened:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            # What systemd hands to a service (LoadCredential) is private to the service.
            kept = environ.get("CREDENTIALS_DIRECTORY")
            handed = bool(kept) and file.resolve().parent == Path(str(kept)).resolve()
            if sys.platform != "win32" and status.st_mode & 0o077 and not handed:
                raise MailboxError("password.file_open", file=str(file))
            return opened.read(_LONGEST_FILE).decode().strip()
    except (OSError, UnicodeDecodeError) as err:
        reason = getattr(err, "strerror", None) or str(err)
        raise MailboxError("password.file_unreadable", file=str(file), reason=reason) from err


def _asked(use: Use, host: str, user: str, environ: Mapping[str, str], ask: Ask | None) -> str:
    answer = ask(user, host).strip() if ask else ""
    if answer:
        return answer
    variable = _VARIABLES[use]
    if (environ.get(variable) or environ.get(f"{variable}_FILE")) and not _is_for(
        use, host, environ
    ):
        named = f"SIXONES_{use.upper()}_HOST"
        raise MailboxError("password.other_host", host=host, variable=variable, named=named)
    raise MailboxError("password.none", user=user, host=host, variable=variable)


def _service(host: str) -> str:
    return f"sixones:{host.lower()}"


def _same_provider(one: str, other: str) -> bool:
    """Whether two hosts are one provider's: equal, or imap. and smtp. of one domain."""
    if is_loopback(one) and is_loopback(other):
        return True
    one, other = one.lower(), other.lower()
    domains = [found["domain"] for host in (one, other) if (found := _SERVICE.fullmatch(host))]
    return one == other or (len(domains) == 2 and domains[0] == domains[1])
