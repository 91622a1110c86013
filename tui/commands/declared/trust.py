"""`sixones trust`: confirm a workspace that came from elsewhere, and what it connects to."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "trust", "tui.commands.trust:_trust", kit.argument("folder", "folder", required=False)
    )
