"""`sixones explain`: show how mail files are read; needs no workspace."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit

_STAGES = ("greeting", "login", "sender", "recipient", "data", "message")


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    say = wording.say
    return kit.command(
        "explain",
        "tui.commands.explain:_explain",
        click.Argument(["files"], nargs=-1, metavar="FILE.eml..."),
        click.Option(["--json", "as_json"], is_flag=True, help=say("cli.option.json_lines")),
        kit.option("smtp", "STAGE CODE TEXT", "smtp_reply", type=(click.Choice(_STAGES), int, str)),
    )
