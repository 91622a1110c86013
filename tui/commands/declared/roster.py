"""`sixones roster`: `import`, `check`, and `memory`."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand, WordedGroup
from tui.commands.kit.group import json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("roster", wording)
    file = say("cli.metavar.file")
    group.add_command(
        WordedCommand(
            "roster import",
            wording,
            callback=later("tui.commands.roster:_import"),
            params=[
                click.Argument(["file"], metavar=file),
                click.Option(
                    ["--sub-committees", "sub_committees"],
                    metavar=file,
                    help=say("cli.option.sub_committees"),
                ),
                click.Option(
                    ["--map", "mapped"],
                    multiple=True,
                    metavar=say("cli.metavar.map"),
                    help=say("cli.option.map"),
                ),
                click.Option(
                    ["--hidden"],
                    type=click.Choice(("import", "skip")),
                    help=say("cli.option.hidden"),
                ),
                option(wording, "scope", "name", "roster_scope"),
                click.Option(["--dry-run"], is_flag=True, help=say("cli.option.dry_run")),
                json_option(wording),
                click.Option(["--yes"], is_flag=True, help=say("cli.option.yes")),
                click.Option(
                    ["--reason"],
                    default="",
                    metavar=say("cli.metavar.text"),
                    help=say("cli.option.withdraw_reason"),
                ),
                click.Option(["--force"], is_flag=True, help=say("cli.option.force")),
            ],
        ),
        "import",
    )
    group.add_command(_checking(wording), "check")
    group.add_command(_memory(wording), "memory")
    return group


def _checking(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "roster check",
        wording,
        callback=later("tui.commands.roster_check:_check"),
        params=[json_option(wording)],
    )


def _memory(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "roster memory",
        wording,
        callback=later("tui.commands.roster_memory:_memory"),
        params=[
            json_option(wording),
            option(wording, "forget", "address", "forget"),
            option(wording, "accept", "form", "accept_form"),
            option(wording, "refuse", "form", "refuse_form"),
            click.Option(
                ["--import", "history"],
                metavar=say("cli.metavar.file"),
                help=say("cli.option.history"),
            ),
            option(wording, "export", "file", "memory_export"),
        ],
    )
