"""`sixones team`: accounts at the server of a workspace, and one's own password there."""

from __future__ import annotations

from dataclasses import replace

import click

from store.db.contract import Role
from store.db.database import open_store
from store.db.team import add_member, members, remove_member, server_of
from store.errors import UsageError
from store.workspace.secrets import remember_password
from tui.base import cells
from tui.commands.kit.call import ask, current_call, print_json

_LONGEST_NAME = 63


@click.pass_context
def _add(ctx: click.Context, name: str, read_only: bool, serve: bool) -> int:
    call = current_call(ctx)
    name = name.strip()
    # A role's name is cut there without a word.
    if not name or len(name.encode()) > _LONGEST_NAME or (read_only and serve):
        raise UsageError("team.name", name=name)
    role: Role = "serve" if serve else "reader" if read_only else "staff"
    database = call.whole_workspace().database
    password = add_member(database, name, role)
    click.echo(call.say(f"cli.team.added_{role}", name=name, password=password))
    return 0


@click.pass_context
def _list(ctx: click.Context, as_json: bool) -> int:
    call = current_call(ctx)
    found = members(call.whole_workspace().database)
    if as_json:
        print_json([{"name": m.name, "role": m.role, "online": m.online} for m in found])
        return 0
    for one in found:
        online = call.say("cli.team.online") if one.online else ""
        role = cells.pad(call.say(f"cli.team.role_{one.role}"), 10)
        click.echo(f"{cells.pad(one.name, 20)} {role} {online}".rstrip())
    if not found:
        click.echo(call.say("cli.team.nobody"))
    return 0


@click.pass_context
def _remove(ctx: click.Context, name: str) -> int:
    call = current_call(ctx)
    remove_member(call.whole_workspace().database, name)
    click.echo(call.say("cli.team.removed", name=name))
    return 0


@click.pass_context
def _login(ctx: click.Context) -> int:
    """Try one's own password, and keep it where the system keeps such things."""
    call = current_call(ctx)
    database = server_of(call.whole_workspace().database)
    password = ask(call.say("cli.team.ask", user=database.user, host=database.host), hidden=True)
    open_store(replace(database, password=password)).close()
    kept = remember_password(database.host, database.user, password)
    click.echo(call.say("cli.team.kept" if kept else "cli.team.not_kept", server=str(database)))
    return 0
