"""`sixones roster`: `import`, `check`, and `memory`."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("roster")
    kit.add(
        group,
        "import",
        "tui.commands.roster:_import",
        kit.argument("file", "file"),
        kit.option("sub-committees", "file", "sub_committees"),
        kit.option("map", "map", "map", to="mapped", multiple=True),
        kit.option("hidden", "", "hidden", type=click.Choice(("import", "skip"))),
        kit.option("scope", "name", "roster_scope"),
        kit.flag("dry-run", "dry_run"),
        kit.json,
        kit.flag("yes", "yes"),
        kit.option("reason", "text", "withdraw_reason", default=""),
        kit.flag("force", "force"),
    )
    kit.add(group, "check", "tui.commands.roster_check:_check", kit.json)
    kit.add(
        group,
        "memory",
        "tui.commands.roster_memory:_memory",
        kit.json,
        kit.option("forget", "address", "forget"),
        kit.option("accept", "form", "accept_form"),
        kit.option("refuse", "form", "refuse_form"),
        kit.option("import", "file", "history", to="history"),
        kit.option("export", "file", "memory_export"),
    )
    return group
