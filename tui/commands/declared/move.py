"""`sixones move`: a workspace copied to a server, or back into a folder, and proved the same."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "move",
        "tui.commands.move:_move",
        kit.option("to", "place", "move_to", required=True),
        kit.option("desk", "folder", "move_desk"),
        kit.option("contents", "place", "move_contents"),
    )
