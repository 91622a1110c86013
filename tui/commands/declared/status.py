"""`sixones status`: the board as a calm table, or as JSON."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "status", "tui.commands.status:_status", kit.json, kit.option("as-of", "when", "as_of")
    )
