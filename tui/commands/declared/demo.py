"""`sixones demo`: a throw-away workspace and mailbox, synced as in real use."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "demo",
        wording,
        callback=later("tui.commands.demo:_demo"),
        params=[
            click.Option(["--headless"], is_flag=True, help=say("cli.option.headless")),
            click.Option(["--whole"], is_flag=True, help=say("cli.option.whole")),
            click.Option(["--sub-committee"], is_flag=True, help=say("cli.option.demo_desk")),
            option(wording, "keep", "folder", "keep"),
            option(wording, "database", "database", "demo_database"),
            option(wording, "contents", "place", "demo_contents"),
        ],
    )
