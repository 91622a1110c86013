"""`sixones volume`: choose cases, recommend videos, build the volume (notice 一.2, 一.6)."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, ids, json_option, option
from tui.commands.kit.later import later

_CHOICES = ("selected", "reserve", "not_selected")


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("volume", wording)
    add(group, wording, "list", later("tui.commands.volume:_list"), [json_option(wording)])
    yes = click.Option(["--yes"], is_flag=True, help=say("cli.option.yes"))
    choice = click.Argument(["choice"], type=click.Choice((*_CHOICES, "none")), metavar="CHOICE")
    add(
        group,
        wording,
        "choose",
        later("tui.commands.volume:_choose"),
        [choice, option(wording, "reason", "text", "why"), yes, ids()],
    )
    undo = flag(wording, "undo", "not_recommended")
    into = option(wording, "to-folder", "folder", "training_folder")
    some = click.Argument(["branches"], nargs=-1, metavar="[ID]...")
    add(
        group,
        wording,
        "training",
        later("tui.commands.volume:_training"),
        [undo, into, json_option(wording), yes, some],
    )
    folder = click.Argument(["folder"], metavar=say("cli.metavar.folder"))
    add(
        group, wording, "build", later("tui.commands.volume:_build"), [folder, json_option(wording)]
    )
    add(group, wording, "history", later("tui.commands.volume:_history"), [json_option(wording)])
    return group
