"""`sixones examine`: decode the stored videos that wait, without the dashboard."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "examine",
        wording,
        callback=later("tui.commands.examine:_examine"),
        params=[json_option(wording)],
    )
