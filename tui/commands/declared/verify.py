"""`sixones verify`: read everything again and name what is not what it was."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "verify",
        "tui.commands.verify:_verify",
        kit.argument("folder", "[folder]", required=False),
        kit.option(
            "against",
            "verify.metavar.against",
            "against",
            multiple=True,
        ),
        kit.json,
    )
