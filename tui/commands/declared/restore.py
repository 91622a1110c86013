"""`sixones restore`: a workspace made of a backup, in an empty folder."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "restore",
        wording,
        callback=later("tui.commands.restore:_restore"),
        params=[
            click.Argument(["backup"], metavar=wording.say("backup.metavar")),
            click.Argument(["folder"], metavar=wording.say("cli.metavar.folder")),
        ],
    )
