"""`sixones check`: hold files against the notice before they are sent; needs no workspace."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "check",
        "tui.commands.check:_check",
        kit.argument("files", "file...", nargs=-1, required=True),
        kit.json,
        kit.option("notice", "file", "notice"),
        kit.flag("second-year", "second_year"),
    )
