"""`sixones serve`: the dashboard in a browser, and who may log in there."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands; without one of them it serves."""
    say = wording.say
    users = option(wording, "users", "file", "serve_users")
    group = WordedGroup(
        "serve",
        wording,
        invoke_without_command=True,
        callback=_or_its_command,
        params=[
            option(wording, "listen", "HOST:PORT", "serve_listen", default="127.0.0.1:8080"),
            users,
            option(wording, "trust-header", "HEADER", "serve_header"),
            option(wording, "public", "URL", "serve_public"),
            option(wording, "cert", "file", "serve_cert"),
            option(wording, "key", "file", "serve_key"),
            option(
                wording, "idle", "MINUTES", "serve_idle", type=click.IntRange(1, 1440), default=60
            ),
            option(wording, "most", "N", "serve_most", type=click.IntRange(1, 500), default=60),
            flag(wording, "no-sync", "serve_no_sync"),
        ],
    )
    people = WordedGroup("user", wording)
    name = click.Argument(["name"], metavar=say("cli.metavar.name"))
    unit = option(wording, "unit", "name", "serve_unit")
    add(people, wording, "add", later("tui.commands.serve:_add"), [name, unit, users])
    add(people, wording, "list", later("tui.commands.serve:_list"), [users, json_option(wording)])
    add(people, wording, "remove", later("tui.commands.serve:_remove"), [name, users])
    group.add_command(people, "user")
    return group


@click.pass_context
def _or_its_command(ctx: click.Context, /, **given: object) -> int:
    if ctx.invoked_subcommand is not None:
        return 0
    return later("tui.commands.serve:_serve")(**given)
