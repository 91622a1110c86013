"""`sixones review`: panel, assignment, packs, returned sheets, results (notice 一.5)."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("review", wording)
    add(group, wording, "list", later("tui.commands.review:_list"), [json_option(wording)])
    add(group, wording, "panel", later("tui.commands.review:_panel"), [json_option(wording)])
    add(
        group,
        wording,
        "reviewer",
        later("tui.commands.review:_reviewer"),
        [
            click.Argument(["name"], metavar=say("cli.metavar.name")),
            option(wording, "kind", "name", "reviewer_kind", required=True),
            option(wording, "sub-committee", "name", "reviewer_unit"),
            option(wording, "branch", "ID", "reviewer_branch"),
            option(wording, "address", "name", "reviewer_address"),
        ],
    )
    add(
        group,
        wording,
        "leave",
        later("tui.commands.review:_leave"),
        [click.Argument(["reviewer"], metavar="ID")],
    )
    add(
        group,
        wording,
        "import",
        later("tui.commands.review:_import"),
        [
            click.Argument(["file"], metavar=say("cli.metavar.file")),
            flag(wording, "dry-run", "dry_run"),
            json_option(wording),
        ],
    )
    per_branch = click.Option(
        ["--per-branch"], type=int, metavar="N", help=say("cli.option.per_branch")
    )
    add(
        group,
        wording,
        "assign",
        later("tui.commands.review:_assign"),
        [per_branch, json_option(wording)],
    )
    add(
        group,
        wording,
        "packs",
        later("tui.commands.review_exchange:packs"),
        [
            click.Argument(["folder"], required=False, metavar=f"[{say('cli.metavar.folder')}]"),
            click.Option(["--mail", "by_mail"], is_flag=True, help=say("cli.option.packs_by_mail")),
            option(wording, "by", "when", "return_by"),
            flag(wording, "videos", "with_videos"),
            option(wording, "reviewer", "ID", "only_reviewer"),
            json_option(wording),
        ],
    )
    add(
        group,
        wording,
        "remind",
        later("tui.commands.review_exchange:remind"),
        [json_option(wording)],
    )
    files = click.Argument(["files"], nargs=-1, metavar=say("cli.metavar.file"))
    params = [files, flag(wording, "partly", "partly"), json_option(wording)]
    add(group, wording, "read", later("tui.commands.review_exchange:read"), params)
    return group
