"""`sixones serve`: the dashboard in a browser, and who may log in there."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands; without one of them it serves."""
    kit = Kit(wording)
    users = kit.option("users", "file", "serve_users")
    group = kit.group(
        "serve",
        invoke_without_command=True,
        callback=_or_its_command,
        params=[
            kit.option("listen", "HOST:PORT", "serve_listen", default="127.0.0.1:8080"),
            users,
            kit.option("trust-header", "HEADER", "serve_header"),
            kit.option("public", "URL", "serve_public"),
            kit.option("cert", "file", "serve_cert"),
            kit.option("key", "file", "serve_key"),
            kit.option("idle", "MINUTES", "serve_idle", type=click.IntRange(1, 1440), default=60),
            kit.option("most", "N", "serve_most", type=click.IntRange(1, 500), default=60),
            kit.flag("no-sync", "serve_no_sync"),
        ],
    )
    people = kit.group("user")
    name = kit.argument("name", "name")
    unit = kit.option("unit", "name", "serve_unit")
    kit.add(people, "add", "tui.commands.serve:_add", name, unit, users)
    kit.add(people, "list", "tui.commands.serve:_list", users, kit.json)
    kit.add(people, "remove", "tui.commands.serve:_remove", name, users)
    group.add_command(people, "user")
    return group


@click.pass_context
def _or_its_command(ctx: click.Context, /, **given: object) -> int:
    if ctx.invoked_subcommand is not None:
        return 0
    return later("tui.commands.serve:_serve")(**given)
