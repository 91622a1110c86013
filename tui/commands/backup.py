"""`sixones backup`: a second copy of the workspace, taken while it is in use."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from store.db.database import open_store
from store.keeping.backup import CopyStep, back_up
from tui.commands.kit.call import Call, current_call
from tui.commands.kit.steps import StepLine


@click.pass_context
def _backup(ctx: click.Context, folder: str) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    target = Path(folder).expanduser()
    with contextlib.closing(open_store(workspace.database)) as store:
        work = back_up(store, workspace, target, at=call.now())
        outcome = StepLine(call).follow(work, lambda step: step_words(step, call))
    click.echo(call.say("backup.done", folder=str(target), files=outcome.files))
    return tell_damaged(outcome.damaged, call)


def step_words(step: object, call: Call) -> str:
    """Word how far a copy is."""
    if not isinstance(step, CopyStep):
        return ""
    return call.say(
        "export.step",
        files=step.files,
        of_files=step.of_files,
        size=step.size_bytes >> 20,
        of_size=step.of_bytes >> 20,
    )


def tell_damaged(damaged: list[str], call: Call) -> int:
    """List what is damaged; returns the exit code."""
    for name in damaged:
        click.echo(call.say("export.damaged", path=name), err=True)
    return 1 if damaged else 0
