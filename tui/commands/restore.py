"""`sixones restore`: a workspace made of a backup, in an empty folder."""

from __future__ import annotations

from pathlib import Path

import click

from store.keeping.backup import brings_templates, read_backup, restore
from store.workspace.trust import trust_if_known
from store.workspace.workspace import open_workspace
from tui.commands.backup import step_words, tell_damaged
from tui.commands.kit.call import current_call
from tui.commands.kit.steps import StepLine


@click.pass_context
def _restore(ctx: click.Context, backup: str, folder: str) -> int:
    call = current_call(ctx)
    source, target = Path(backup).expanduser(), Path(folder).expanduser()
    work = restore(source, target)
    outcome = StepLine(call).follow(work, lambda step: step_words(step, call))
    restored = open_workspace(target)
    # A backup may come from anybody: what it connects to must have been confirmed before, and
    # letters are written from its templates only after a look at them.
    templates = brings_templates(read_backup(source))
    if not templates:
        trust_if_known(restored.folder, restored.settings)
    click.echo(call.say("restore.done", folder=str(target), files=outcome.files))
    if templates:
        click.echo(call.say("restore.templates", folder=str(target)))
    return tell_damaged(outcome.damaged, call)
