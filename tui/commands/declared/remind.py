"""`sixones remind`: plan letters, show them whole, and send exactly what was shown."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit

_TITLE = "letters.kind."
# What is handed on is no round of its own: `sixones submit` sends it.
_OTHERS = ("submission",)


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    say = wording.say
    return kit.command(
        "remind",
        "tui.commands.remind:_remind",
        click.Option(
            ["--round", "round_name"],
            metavar=say("cli.metavar.round"),
            help=say("cli.option.round", kinds=_kinds(wording)),
        ),
        kit.flag("dry-run", "plan_only"),
        kit.option("send", "digest", "send", to="digest"),
        kit.json,
    )


def _kinds(wording: Wording) -> str:
    """The kinds that have a name, each as it is typed and as it is called."""
    titled = {code.removeprefix(_TITLE) for code in wording.codes if code.startswith(_TITLE)}
    return wording.say("letters.joined").join(
        f"{name} {wording.say(_TITLE + name)}" for name in sorted(titled.difference(_OTHERS))
    )
