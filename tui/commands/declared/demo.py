"""`sixones demo`: a throw-away workspace and mailbox, synced as in real use."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "demo",
        "tui.commands.demo:_demo",
        kit.flag("headless", "headless"),
        kit.flag("whole", "whole"),
        kit.flag("sub-committee", "demo_desk"),
        kit.option("keep", "folder", "keep"),
        kit.option("database", "database", "demo_database"),
        kit.option("contents", "place", "demo_contents"),
    )
