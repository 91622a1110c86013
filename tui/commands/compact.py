"""`sixones compact`: each content kept once, for workspaces that an earlier version filled."""

from __future__ import annotations

import contextlib

import click

from mailsync.sync.compact import CompactStep, compact
from store.db.database import open_store
from tui.commands.kit.call import Call, current_call
from tui.commands.kit.steps import StepLine


@click.pass_context
def _compact(ctx: click.Context) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    with contextlib.closing(open_store(workspace.database)) as store:
        done = StepLine(call).follow(compact(workspace, store), lambda step: _words(step, call))
    if done.mails:
        saved = max(0, done.saved_bytes) / 1e6
        click.echo(call.say("compact.done", mails=done.mails, size=f"{saved:.1f}"))
    else:
        click.echo(call.say("compact.nothing"))
    if done.damaged:
        click.echo(call.say("compact.damaged", mails=done.damaged), err=True)
    return 1 if done.damaged else 0


def _words(step: object, call: Call) -> str:
    if not isinstance(step, CompactStep):
        return ""
    return call.say("compact.step", done=step.done, of=step.of)
