"""`sixones trust`: confirm a workspace that came from elsewhere, and what it connects to."""

from __future__ import annotations

from pathlib import Path

import click

from store.workspace.trust import reaches, trust
from store.workspace.workspace import open_workspace
from tui.commands.kit.call import current_call


@click.pass_context
def _trust(ctx: click.Context, folder: str | None) -> int:
    call = current_call(ctx)
    workspace = open_workspace(Path(folder).expanduser() if folder else call.folder)
    trust(workspace.folder, workspace.settings)
    click.echo(
        call.say(
            "cli.trust.done",
            folder=str(workspace.folder.absolute()),
            reaches=reaches(workspace.settings),
        )
    )
    return 0
