"""`sixones help`: the page of a command, as `--help` after it shows."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand


def command(wording: Wording) -> click.Command:
    """Make the command."""
    topic = click.Argument(["topic"], nargs=-1, metavar=wording.say("cli.metavar.command"))
    return WordedCommand("help", wording, callback=_help, params=[topic])


@click.pass_context
def _help(ctx: click.Context, topic: tuple[str, ...]) -> int:
    page = ctx.find_root()
    for name in topic:
        if not isinstance(page.command, click.Group):
            break
        _, found, _ = page.command.resolve_command(page, [name])
        if found is None:
            break
        page = found.make_context(name, [], parent=page, resilient_parsing=True)
    click.echo(page.get_help())
    return 0
