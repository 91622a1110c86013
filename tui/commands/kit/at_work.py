"""What commands of a group do their work with: call, workspace and Store, and a table of lines."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import click

from store.db.database import Store, open_store
from store.text.visible import visible
from store.workspace.workspace import Workspace
from tui.base import cells
from tui.commands.kit.call import Call, current_call


@contextlib.contextmanager
def at_work(ctx: click.Context) -> Iterator[tuple[Call, Workspace, Store]]:
    """The call, its workspace, and a Store that is closed in the end."""
    call = current_call(ctx)
    workspace = call.workspace()
    with contextlib.closing(open_store(workspace.database)) as store:
        yield call, workspace, store


def lines(call: Call, rows: Sequence[Sequence[str]]) -> None:
    """Print rows as columns, text from outside made visible; one sentence where there are none."""
    if not rows:
        click.echo(call.say("cli.nothing"))
        return
    for line in cells.aligned([[visible(cell) for cell in row] for row in rows]):
        click.echo(line)
