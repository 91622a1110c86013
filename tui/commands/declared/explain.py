"""`sixones explain`: show how mail files are read; needs no workspace."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.later import later

_STAGES = ("greeting", "login", "sender", "recipient", "data", "message")


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "explain",
        wording,
        callback=later("tui.commands.explain:_explain"),
        params=[
            click.Argument(["files"], nargs=-1, metavar="FILE.eml..."),
            click.Option(["--json", "as_json"], is_flag=True, help=say("cli.option.json_lines")),
            click.Option(
                ["--smtp"],
                type=(click.Choice(_STAGES), int, str),
                metavar="STAGE CODE TEXT",
                help=say("cli.option.smtp_reply"),
            ),
        ],
    )
