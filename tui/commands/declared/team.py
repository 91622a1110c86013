"""`sixones team`: who has an account at the server of this workspace."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("team")
    name = kit.argument("name", "name")
    kit.add(
        group,
        "add",
        "tui.commands.team:_add",
        name,
        kit.flag("read-only", "team_read_only"),
        kit.flag("serve", "team_serve"),
    )
    kit.add(group, "list", "tui.commands.team:_list", kit.json)
    kit.add(group, "remove", "tui.commands.team:_remove", name)
    kit.add(group, "login", "tui.commands.team:_login")
    return group
