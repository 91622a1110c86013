"""`sixones restore`: a workspace made of a backup, in an empty folder."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "restore",
        "tui.commands.restore:_restore",
        kit.argument(
            "backup",
            "backup.metavar",
        ),
        kit.argument("folder", "folder"),
    )
