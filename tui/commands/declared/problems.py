"""`sixones problems`: mails that were not read whole or not stored, each with the reason."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    option = kit.json
    return kit.command("problems", "tui.commands.problems:_problems", option)
