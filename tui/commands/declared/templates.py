"""`sixones templates`: the workspace's own letter templates beside those of the program."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import flag, json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "templates",
        wording,
        callback=later("tui.commands.templates:_templates"),
        params=[
            flag(wording, "diff", "templates_diff"),
            option(wording, "take", "name", "templates_take", multiple=True),
            json_option(wording),
        ],
    )
