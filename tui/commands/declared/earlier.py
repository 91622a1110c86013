"""`sixones earlier`: take in an earlier year's archive to hold this year's files against (雷同)."""

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
        "earlier",
        wording,
        callback=later("tui.commands.earlier:_earlier"),
        params=[
            click.Argument(["archive"], metavar=say("cli.metavar.archive"), required=False),
            click.Option(
                ["--forget"], type=int, metavar="N", help=say("cli.option.earlier_forget")
            ),
            json_option(wording),
        ],
    )
