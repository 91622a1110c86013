"""`sixones status`: the board as a calm table, or as JSON."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "status",
        wording,
        callback=later("tui.commands.status:_status"),
        params=[
            json_option(wording),
            option(wording, "as-of", "when", "as_of"),
        ],
    )
