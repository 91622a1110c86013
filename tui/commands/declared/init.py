"""`sixones init`: make a workspace from a notice and a mailbox; asks where nothing was said."""

from __future__ import annotations

from typing import Any

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit

_TLS = ("implicit", "starttls", "none")
_HIGHEST_PORT = 65535


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)

    def option(name: str, metavar: str, **settings: Any) -> click.Option:
        return kit.option(name, metavar, name.replace("-", "_"), **settings)

    return kit.command(
        "init",
        "tui.commands.init:_init",
        option("notice", "name"),
        option("roster", "file"),
        option("sub-committees", "file"),
        option("deadline", "when"),
        kit.option("scope", "name", "init_scope"),
        option("own-deadline", "when"),
        kit.option("from", "folder", "from_last", to="last"),
        option("second-year", "", type=click.Choice(("yes", "no"))),
        option("imap-host", "name"),
        option("imap-port", "N", type=click.IntRange(1, _HIGHEST_PORT)),
        option("imap-user", "name"),
        option("imap-tls", "", type=click.Choice(_TLS)),
        option("imap-ca-file", "file"),
        option("mail-folder", "folder"),
        option("smtp-host", "name"),
        option("smtp-port", "N", type=click.IntRange(1, _HIGHEST_PORT)),
        option("smtp-user", "name"),
        option("smtp-tls", "", type=click.Choice(_TLS)),
        option("smtp-ca-file", "file"),
    )
