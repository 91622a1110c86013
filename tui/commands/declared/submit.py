"""`sixones submit`: what a sub-committee hands on (报送): shown, sent, or put in a folder."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "submit",
        wording,
        callback=later("tui.commands.submit:_submit"),
        params=[
            click.Option(
                ["--branch", "branches"],
                multiple=True,
                metavar="ID",
                help=say("cli.option.submit_branch"),
            ),
            option(wording, "anyway", "text", "submit_anyway"),
            click.Option(["--dry-run", "dry_run"], is_flag=True, help=say("cli.option.plan_only")),
            click.Option(
                ["--send", "digest"],
                metavar=say("cli.metavar.digest"),
                help=say("cli.option.submit_send"),
            ),
            click.Option(
                ["--to-folder", "folder"],
                metavar=say("cli.metavar.folder"),
                help=say("cli.option.submit_folder"),
            ),
            json_option(wording),
        ],
    )
