"""`sixones templates`: the workspace's own letter templates beside those of the program."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "templates",
        wording,
        callback=later("tui.commands.templates:_templates"),
        params=[
            click.Option(["--diff"], is_flag=True, help=say("cli.option.templates_diff")),
            click.Option(
                ["--take"],
                multiple=True,
                metavar=say("cli.metavar.name"),
                help=say("cli.option.templates_take"),
            ),
            json_option(wording),
        ],
    )
