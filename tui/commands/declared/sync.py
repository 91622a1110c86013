"""`sixones sync`: fetch what is new, credit it or queue it, and say what came."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "sync",
        wording,
        callback=later("tui.commands.sync:_sync"),
        params=[
            click.Option(["--watch"], is_flag=True, help=wording.say("cli.option.watch")),
            option(wording, "notify", "program", "notify"),
            json_option(wording),
        ],
    )
