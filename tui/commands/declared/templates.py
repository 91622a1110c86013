"""`sixones templates`: the workspace's own letter templates beside those of the program."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "templates",
        "tui.commands.templates:_templates",
        kit.flag("diff", "templates_diff"),
        kit.option("take", "name", "templates_take", multiple=True),
        kit.json,
    )
