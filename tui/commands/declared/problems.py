"""`sixones problems`: mails that were not read whole or not stored, each with the reason."""

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
        "problems", wording, callback=later("tui.commands.problems:_problems"), params=[option]
    )
