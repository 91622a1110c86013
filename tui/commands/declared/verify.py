"""`sixones verify`: read everything again and name what is not what it was."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "verify",
        wording,
        callback=later("tui.commands.verify:_verify"),
        params=[
            click.Argument(["folder"], required=False, metavar=f"[{say('cli.metavar.folder')}]"),
            click.Option(
                ["--against", "against"],
                multiple=True,
                metavar=say("verify.metavar.against"),
                help=say("cli.option.against"),
            ),
            json_option(wording),
        ],
    )
