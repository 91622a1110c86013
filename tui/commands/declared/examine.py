"""`sixones examine`: decode the stored videos that wait, without the dashboard."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "examine",
        wording,
        callback=later("tui.commands.examine:_examine"),
        params=[
            click.Option(["--json", "as_json"], is_flag=True, help=wording.say("cli.option.json"))
        ],
    )
