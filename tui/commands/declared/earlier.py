"""`sixones earlier`: take in an earlier year's archive to hold this year's files against (雷同)."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "earlier",
        "tui.commands.earlier:_earlier",
        kit.argument("archive", "archive", required=False),
        kit.option("forget", "N", "earlier_forget", type=int),
        kit.json,
    )
