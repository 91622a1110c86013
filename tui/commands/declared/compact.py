"""`sixones compact`: each content kept once, for workspaces that an earlier version filled."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command("compact", "tui.commands.compact:_compact")
