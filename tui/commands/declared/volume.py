"""`sixones volume`: choose cases, recommend videos, build the volume (notice 一.2, 一.6)."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit

_CHOICES = ("selected", "reserve", "not_selected")


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("volume")
    kit.add(group, "list", "tui.commands.volume:_list", kit.json)
    yes = kit.flag("yes", "yes")
    choice = kit.argument("choice", "CHOICE", type=click.Choice((*_CHOICES, "none")))
    kit.add(
        group,
        "choose",
        "tui.commands.volume:_choose",
        choice,
        kit.option("reason", "text", "why"),
        yes,
        kit.ids(),
    )
    undo = kit.flag("undo", "not_recommended")
    into = kit.option("to-folder", "folder", "training_folder")
    some = kit.argument("branches", "[ID]...", nargs=-1)
    kit.add(group, "training", "tui.commands.volume:_training", undo, into, kit.json, yes, some)
    folder = kit.argument("folder", "folder")
    kit.add(group, "build", "tui.commands.volume:_build", folder, kit.json)
    kit.add(group, "history", "tui.commands.volume:_history", kit.json)
    return group
