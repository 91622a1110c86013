"""`sixones links`: the links whose files are not fetched yet, by expiry."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    option = json_option(wording)
    return WordedCommand(
        "links", wording, callback=later("tui.commands.links:_links"), params=[option]
    )
