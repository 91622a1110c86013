"""`sixones compact`: each content kept once, for workspaces that an earlier version filled."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand("compact", wording, callback=later("tui.commands.compact:_compact"))
