"""`sixones doctor`: look at everything that a working day needs, and say what to do."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "doctor", "tui.commands.doctor:_doctor", kit.flag("private", "private"), kit.json
    )
