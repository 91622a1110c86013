"""`sixones templates`: list edited letter templates, compare them, take the program's own."""

from __future__ import annotations

import click

from mailsync.letters.workspace_templates import compared, own_templates, put_out, take_shipped
from store.text.visible import visible_body
from tui.commands.kit.call import current_call, print_json

_ALL = "all"


@click.pass_context
def _templates(ctx: click.Context, diff: bool, take: tuple[str, ...], as_json: bool) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    put_out(workspace.folder)
    if take:
        own = own_templates(workspace.folder, workspace.notice.number)
        names = [one.name for one in own] if _ALL in take else list(take)
        for name, kept in take_shipped(workspace.folder, names, at=call.now()):
            if kept:
                click.echo(call.say("cli.templates.taken", name=name, kept=kept), err=as_json)
            else:
                click.echo(call.say("cli.templates.taken_same", name=name), err=as_json)
    found = own_templates(workspace.folder, workspace.notice.number)
    if as_json:
        print_json(
            [
                {"name": one.name, "original": one.original, "quoted": one.quoted or None}
                for one in found
            ]
        )
        return 0
    for one in found:
        state = call.say(f"cli.templates.{one.original}")
        click.echo(call.say("cli.templates.line", name=one.name, state=state))
        if diff:
            click.echo(visible_body(compared(workspace.folder, one.name)))
    if not found:
        click.echo(call.say("cli.templates.none"))
    elif not diff:
        click.echo(call.say("cli.templates.how"), err=True)
    return 0
