"""`sixones examine`: decode the stored videos that wait, without the dashboard."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command("examine", "tui.commands.examine:_examine", kit.json)
