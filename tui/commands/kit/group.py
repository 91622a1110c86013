"""Small pieces that groups of commands are made of."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

import click

from store.db.database import Store, open_store
from store.text.visible import visible
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.commands.kit.call import Call, current_call
from tui.commands.kit.click_words import WordedCommand, WordedGroup
from tui.commands.kit.columns import table


def add(
    group: WordedGroup,
    wording: Wording,
    name: str,
    callback: Callable[..., int],
    params: Sequence[click.Parameter],
) -> None:
    """Add a command to a group; its pages are worded under `cli.help.GROUP.NAME`."""
    command = WordedCommand(f"{group.name} {name}", wording, callback=callback, params=list(params))
    group.add_command(command, name)


def json_option(wording: Wording) -> click.Option:
    """The option --json."""
    return click.Option(["--json", "as_json"], is_flag=True, help=wording.say("cli.option.json"))


def option(
    wording: Wording, name: str, metavar: str, help_code: str, *, required: bool = False
) -> click.Option:
    """An option with a text."""
    return click.Option(
        [f"--{name}", name.replace("-", "_")],
        metavar=metavar if metavar.isupper() else wording.say(f"cli.metavar.{metavar}"),
        help=wording.say(f"cli.option.{help_code}"),
        required=required,
    )


def flag(wording: Wording, name: str, help_code: str) -> click.Option:
    """An option without a value."""
    return click.Option(
        [f"--{name}", name.replace("-", "_")],
        is_flag=True,
        help=wording.say(f"cli.option.{help_code}"),
    )


def ids(name: str = "branches", *, required: bool = True) -> click.Argument:
    """Any number of ids."""
    return click.Argument([name], nargs=-1, required=required, metavar="ID...")


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
    for line in table([[visible(cell) for cell in row] for row in rows]):
        click.echo(line)
