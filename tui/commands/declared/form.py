"""`sixones form`: evaluation forms (notice 一.4, 三.4): receive, list, bind to a session."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("form")
    kit.add(
        group,
        "receive",
        "tui.commands.form:_receive",
        kit.option("branch", "ID", "form_branch", to="branches", multiple=True),
        kit.option("session", "ID", "form_session", to="sessions", multiple=True),
        kit.flag("on-paper", "on_paper"),
        kit.option("date", "when", "form_day", to="day"),
    )
    kit.add(group, "list", "tui.commands.form:_list", kit.json)
    kit.add(
        group,
        "write",
        "tui.commands.form:_write",
        kit.argument("session_id", "ID"),
        kit.option("to", "folder", "form_to", to="folder"),
    )
    kit.add(group, "take", "tui.commands.form:_take", kit.argument("session_id", "ID"))
    kit.add(
        group,
        "bind",
        "tui.commands.form:_bind",
        click.Argument(["file"], metavar="file:N"),
        kit.argument("session_id", "ID"),
    )
    return group
