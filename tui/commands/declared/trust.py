"""`sixones trust`: confirm a workspace that came from elsewhere, and what it connects to."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "trust",
        wording,
        callback=later("tui.commands.trust:_trust"),
        params=[
            click.Argument(["folder"], metavar=wording.say("cli.metavar.folder"), required=False)
        ],
    )
