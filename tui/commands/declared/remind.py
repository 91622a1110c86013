"""`sixones remind`: plan letters, show them whole, and send exactly what was shown."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option
from tui.commands.kit.later import later

_TITLE = "letters.kind."
# What is handed on is no round of its own: `sixones submit` sends it.
_OTHERS = ("submission",)


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "remind",
        wording,
        callback=later("tui.commands.remind:_remind"),
        params=[
            click.Option(
                ["--round", "round_name"],
                metavar=say("cli.metavar.round"),
                help=say("cli.option.round", kinds=_kinds(wording)),
            ),
            click.Option(["--dry-run", "dry_run"], is_flag=True, help=say("cli.option.plan_only")),
            click.Option(
                ["--send", "digest"],
                metavar=say("cli.metavar.digest"),
                help=say("cli.option.send"),
            ),
            json_option(wording),
        ],
    )


def _kinds(wording: Wording) -> str:
    """The kinds that have a name, each as it is typed and as it is called."""
    titled = {code.removeprefix(_TITLE) for code in wording.codes if code.startswith(_TITLE)}
    return wording.say("letters.joined").join(
        f"{name} {wording.say(_TITLE + name)}" for name in sorted(titled.difference(_OTHERS))
    )
