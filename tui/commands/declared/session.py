"""`sixones session`: sharing sessions (notice 一.4): add, list, set, import, export."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand, WordedGroup
from tui.commands.kit.group import add, flag, json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("session", wording)
    name, when = say("cli.metavar.name"), say("cli.metavar.when")
    group.add_command(
        WordedCommand(
            "session add",
            wording,
            callback=later("tui.commands.session:_add"),
            params=[
                click.Option(
                    ["--sub-committee", "sub_committee"],
                    required=True,
                    metavar=name,
                    help=say("cli.option.session_unit"),
                ),
                click.Option(
                    ["--date", "day"], required=True, metavar=when, help=say("cli.option.day")
                ),
                click.Option(
                    ["--place"], required=True, metavar=name, help=say("cli.option.place")
                ),
                click.Option(["--form"], required=True, metavar=name, help=say("cli.option.form")),
                click.Option(
                    ["--branch", "branches"],
                    required=True,
                    multiple=True,
                    metavar="ID",
                    help=say("cli.option.spoke"),
                ),
                json_option(wording),
                click.Argument(["more_branches"], nargs=-1, metavar="[ID]..."),
            ],
        ),
        "add",
    )
    add(
        group,
        wording,
        "list",
        later("tui.commands.session:_list"),
        [flag(wording, "owing", "owing"), json_option(wording)],
    )
    file = say("cli.metavar.file")
    status = click.Choice(("planned", "held", "cancelled"))
    add(
        group,
        wording,
        "set",
        later("tui.commands.session:_set"),
        [
            click.Argument(["session_id"], metavar="ID"),
            click.Option(["--status"], type=status, help=say("cli.option.session_status")),
            click.Option(
                ["--attendance"], type=int, metavar="N", help=say("cli.option.attendance")
            ),
            flag(wording, "precautions", "precautions"),
            option(wording, "note", "text", "note"),
        ],
    )
    add(
        group,
        wording,
        "export",
        later("tui.commands.session:_export"),
        [click.Argument(["file"], metavar=file)],
    )
    add(
        group,
        wording,
        "import",
        later("tui.commands.session:_import"),
        [click.Argument(["file"], metavar=file), flag(wording, "dry-run", "dry_run")],
    )
    return group
