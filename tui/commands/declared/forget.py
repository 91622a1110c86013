"""`sixones forget`: personal data of earlier years deleted, once an archive or a backup has it."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "forget",
        wording,
        callback=later("tui.commands.forget:_forget"),
        params=[
            click.Option(
                ["--older-than", "older_than"],
                required=True,
                metavar=say("forget.metavar.older_than"),
                help=say("cli.option.older_than"),
            ),
            option(wording, "archive", "folder", "forget_archive"),
            click.Option(["--dry-run"], is_flag=True, help=say("cli.option.forget_dry_run")),
            click.Option(["--yes"], is_flag=True, help=say("cli.option.yes")),
            json_option(wording),
        ],
    )
