"""`sixones sync`: fetch what is new, credit it or queue it, and say what came."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "sync",
        "tui.commands.sync:_sync",
        kit.flag("watch", "watch"),
        kit.option("notify", "program", "notify"),
        kit.json,
    )
