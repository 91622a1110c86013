"""`sixones form`: evaluation forms (notice 一.4, 三.4): receive, list, bind to a session."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand, WordedGroup
from tui.commands.kit.group import add, json_option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("form", wording)
    group.add_command(
        WordedCommand(
            "form receive",
            wording,
            callback=later("tui.commands.form:_receive"),
            params=[
                click.Option(
                    ["--branch", "branches"],
                    multiple=True,
                    metavar="ID",
                    help=say("cli.option.form_branch"),
                ),
                click.Option(
                    ["--session", "sessions"],
                    multiple=True,
                    metavar="ID",
                    help=say("cli.option.form_session"),
                ),
                click.Option(["--on-paper"], is_flag=True, help=say("cli.option.on_paper")),
                click.Option(
                    ["--date", "day"],
                    metavar=say("cli.metavar.when"),
                    help=say("cli.option.form_day"),
                ),
            ],
        ),
        "receive",
    )
    add(group, wording, "list", later("tui.commands.form:_list"), [json_option(wording)])
    add(
        group,
        wording,
        "write",
        later("tui.commands.form:_write"),
        [
            click.Argument(["session_id"], metavar="ID"),
            click.Option(
                ["--to", "folder"],
                metavar=say("cli.metavar.folder"),
                help=say("cli.option.form_to"),
            ),
        ],
    )
    add(
        group,
        wording,
        "take",
        later("tui.commands.form:_take"),
        [click.Argument(["session_id"], metavar="ID")],
    )
    add(
        group,
        wording,
        "bind",
        later("tui.commands.form:_bind"),
        [
            click.Argument(["file"], metavar="file:N"),
            click.Argument(["session_id"], metavar="ID"),
        ],
    )
    return group
