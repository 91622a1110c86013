"""`sixones doctor`: look at everything that a working day needs, and say what to do."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "doctor",
        wording,
        callback=later("tui.commands.doctor:_doctor"),
        params=[
            click.Option(["--private"], is_flag=True, help=wording.say("cli.option.private")),
            json_option(wording),
        ],
    )
