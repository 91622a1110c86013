"""`sixones backup`: a second copy of the workspace, taken while it is in use."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "backup",
        wording,
        callback=later("tui.commands.backup:_backup"),
        params=[click.Argument(["folder"], metavar=wording.say("cli.metavar.folder"))],
    )
