"""`sixones session`: sharing sessions (notice 一.4): add, list, set, import, export."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("session")
    kit.add(
        group,
        "add",
        "tui.commands.session:_add",
        kit.option("sub-committee", "name", "session_unit", required=True),
        kit.option("date", "when", "day", to="day", required=True),
        kit.option("place", "name", "place", required=True),
        kit.option("form", "name", "form", required=True),
        kit.option("branch", "ID", "spoke", to="branches", required=True, multiple=True),
        kit.json,
        kit.argument("more_branches", "[ID]...", nargs=-1),
    )
    kit.add(group, "list", "tui.commands.session:_list", kit.flag("owing", "owing"), kit.json)
    status = click.Choice(("planned", "held", "cancelled"))
    kit.add(
        group,
        "set",
        "tui.commands.session:_set",
        kit.argument("session_id", "ID"),
        kit.option("status", "", "session_status", type=status),
        kit.option("attendance", "N", "attendance", type=int),
        kit.flag("precautions", "precautions"),
        kit.option("note", "text", "note"),
    )
    kit.add(group, "export", "tui.commands.session:_export", kit.argument("file", "file"))
    kit.add(
        group,
        "import",
        "tui.commands.session:_import",
        kit.argument("file", "file"),
        kit.flag("dry-run", "dry_run"),
    )
    return group
