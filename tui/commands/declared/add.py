"""`sixones add`: take in files that came by link, stick or chat."""

from __future__ import annotations

import click

from store.text.kinds import FileKind, Source
from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option, option
from tui.commands.kit.later import later

_SOURCES = tuple(source.value for source in Source if source is not Source.MAIL)


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    when = say("cli.metavar.when")
    return WordedCommand(
        "add",
        wording,
        callback=later("tui.commands.add:_add"),
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=say("cli.metavar.file")),
            click.Option(["--branch"], metavar="ID", help=say("cli.option.add_branch")),
            click.Option(
                ["--kind"],
                type=click.Choice([kind.value for kind in FileKind]),
                help=say("cli.option.add_kind"),
            ),
            click.Option(
                ["--source"],
                required=True,
                type=click.Choice(_SOURCES),
                help=say("cli.option.add_source"),
            ),
            click.Option(["--received"], metavar=when, help=say("cli.option.add_received")),
            click.Option(["--link"], metavar="ID", help=say("cli.option.add_link")),
            option(wording, "note", "text", "add_note"),
            json_option(wording),
        ],
    )
