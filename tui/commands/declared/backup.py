"""`sixones backup`: a second copy of the workspace, taken while it is in use."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command("backup", "tui.commands.backup:_backup", kit.argument("folder", "folder"))
