"""`sixones submit`: what a sub-committee hands on (报送): shown, sent, or put in a folder."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "submit",
        "tui.commands.submit:_submit",
        kit.option("branch", "ID", "submit_branch", to="branches", multiple=True),
        kit.option("anyway", "text", "submit_anyway"),
        kit.flag("dry-run", "plan_only"),
        kit.option("send", "digest", "submit_send", to="digest"),
        kit.option("to-folder", "folder", "submit_folder", to="folder"),
        kit.json,
    )
