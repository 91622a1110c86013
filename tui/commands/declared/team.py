"""`sixones team`: who has an account at the server of this workspace."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, json_option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    group = WordedGroup("team", wording)
    name = click.Argument(["name"], metavar=wording.say("cli.metavar.name"))
    add(
        group,
        wording,
        "add",
        later("tui.commands.team:_add"),
        [name, flag(wording, "read-only", "team_read_only"), flag(wording, "serve", "team_serve")],
    )
    add(group, wording, "list", later("tui.commands.team:_list"), [json_option(wording)])
    add(group, wording, "remove", later("tui.commands.team:_remove"), [name])
    add(group, wording, "login", later("tui.commands.team:_login"), [])
    return group
