"""`sixones links`: the links whose files are not fetched yet, by expiry."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    option = kit.json
    return kit.command("links", "tui.commands.links:_links", option)
