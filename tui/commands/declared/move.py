"""`sixones move`: a workspace copied to a server, or back into a folder, and proved the same."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "move",
        wording,
        callback=later("tui.commands.move:_move"),
        params=[
            option(wording, "to", "place", "move_to", required=True),
            option(wording, "desk", "folder", "move_desk"),
            option(wording, "contents", "place", "move_contents"),
        ],
    )
