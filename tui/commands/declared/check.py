"""`sixones check`: hold files against the notice before they are sent; needs no workspace."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    file = say("cli.metavar.file")
    return WordedCommand(
        "check",
        wording,
        callback=later("tui.commands.check:_check"),
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=f"{file}..."),
            json_option(wording),
            click.Option(["--notice"], metavar=file, help=say("cli.option.notice")),
            click.Option(["--second-year"], is_flag=True, help=say("cli.option.second_year")),
        ],
    )
