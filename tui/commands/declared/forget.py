"""`sixones forget`: personal data of earlier years deleted, once an archive or a backup has it."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "forget",
        "tui.commands.forget:_forget",
        kit.option(
            "older-than",
            "forget.metavar.older_than",
            "older_than",
            required=True,
        ),
        kit.option("archive", "folder", "forget_archive"),
        kit.flag("dry-run", "forget_dry_run"),
        kit.flag("yes", "yes"),
        kit.json,
    )
