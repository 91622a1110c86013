"""`sixones move`: a workspace copied to a server, or back into a folder, and proved the same."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import click

from store.db.database import open_store
from store.db.location import SCHEMES, server_database
from store.errors import UsageError
from store.keeping.moving import NewPlace, move
from store.workspace.server_secrets import with_password
from tui.commands.backup import step_words, tell_damaged
from tui.commands.kit.call import Call, current_call
from tui.commands.kit.steps import StepLine


@click.pass_context
def _move(ctx: click.Context, to: str, desk: str | None, contents: str | None) -> int:
    call = current_call(ctx)
    place = replace(_place(to, desk), contents=contents or "")
    workspace = call.whole_workspace()
    with contextlib.closing(open_store(workspace.database)) as store:
        work = move(store, workspace, place, at=call.now())
        outcome = StepLine(call).follow(work, lambda step: step_words(step, call))
    code = "move.done_server" if place.server else "move.done_folder"
    _say(call, code, place, outcome.files)
    return tell_damaged(outcome.damaged, call)


def _place(to: str, desk: str | None) -> NewPlace:
    if not to.startswith(tuple(f"{scheme}://" for scheme in SCHEMES)):
        if desk is not None:
            raise UsageError("move.two_folders")
        return NewPlace(Path(to).expanduser())
    if desk is None:
        raise UsageError("move.no_desk")
    return NewPlace(Path(desk).expanduser(), with_password(server_database(to)))


def _say(call: Call, code: str, place: NewPlace, files: int) -> None:
    server = str(place.server or "")
    click.echo(call.say(code, folder=str(place.folder), server=server, files=files))
