"""`sixones status`: the board as a calm table, or as JSON."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "status",
        wording,
        callback=later("tui.commands.status:_status"),
        params=[
            click.Option(["--json", "as_json"], is_flag=True, help=say("cli.option.json")),
            click.Option(
                ["--as-of", "as_of"], metavar=say("cli.metavar.when"), help=say("cli.option.as_of")
            ),
        ],
    )
