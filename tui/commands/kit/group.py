"""Small pieces that groups of commands are declared with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand, WordedGroup


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
    wording: Wording, name: str, metavar: str, help_code: str, **settings: Any
) -> click.Option:
    """An option with a value; `settings` are click's own."""
    return click.Option(
        [f"--{name}", name.replace("-", "_")],
        metavar=metavar if metavar.isupper() else wording.say(f"cli.metavar.{metavar}"),
        help=wording.say(f"cli.option.{help_code}"),
        **settings,
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
