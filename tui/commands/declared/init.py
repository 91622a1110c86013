"""`sixones init`: make a workspace from a notice and a mailbox; asks where nothing was said."""

from __future__ import annotations

from typing import Any

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.later import later

_TLS = ("implicit", "starttls", "none")
_HIGHEST_PORT = 65535


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    file, name = say("cli.metavar.file"), say("cli.metavar.name")

    def option(flag: str, metavar: str, **settings: Any) -> click.Option:
        key = flag.removeprefix("--").replace("-", "_")
        return click.Option([flag], metavar=metavar, help=say(f"cli.option.{key}"), **settings)

    return WordedCommand(
        "init",
        wording,
        callback=later("tui.commands.init:_init"),
        params=[
            option("--notice", name),
            option("--roster", file),
            option("--sub-committees", file),
            option("--deadline", say("cli.metavar.when")),
            click.Option(["--scope"], metavar=name, help=say("cli.option.init_scope")),
            option("--own-deadline", say("cli.metavar.when")),
            click.Option(
                ["--from", "last"],
                metavar=say("cli.metavar.folder"),
                help=say("cli.option.from_last"),
            ),
            click.Option(
                ["--second-year"],
                type=click.Choice(("yes", "no")),
                help=say("cli.option.second_year"),
            ),
            option("--imap-host", name),
            option("--imap-port", "N", type=click.IntRange(1, _HIGHEST_PORT)),
            option("--imap-user", name),
            click.Option(["--imap-tls"], type=click.Choice(_TLS), help=say("cli.option.imap_tls")),
            option("--imap-ca-file", file),
            option("--mail-folder", say("cli.metavar.folder")),
            option("--smtp-host", name),
            option("--smtp-port", "N", type=click.IntRange(1, _HIGHEST_PORT)),
            option("--smtp-user", name),
            click.Option(["--smtp-tls"], type=click.Choice(_TLS), help=say("cli.option.smtp_tls")),
            option("--smtp-ca-file", file),
        ],
    )
