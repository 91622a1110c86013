"""`sixones promotion`: articles on channels, excellent cases, added channels (notice 一.3)."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, ids, json_option, option
from tui.commands.kit.later import later

_STEPS = ("submitted", "published")


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("promotion", wording)
    step = click.Option(
        ["--step"], type=click.Choice(_STEPS), default="published", help=say("cli.option.step")
    )
    channel = click.Option(
        ["--channel"], default="wechat", metavar="ID", help=say("cli.option.channel")
    )
    add(group, wording, "list", later("tui.commands.promotion:_list"), [json_option(wording)])
    add(
        group,
        wording,
        "add",
        later("tui.commands.promotion:_add"),
        [
            channel,
            step,
            option(wording, "url", "URL", "url"),
            option(wording, "date", "when", "article_day"),
            option(wording, "title", "text", "title"),
            ids(),
        ],
    )
    add(
        group,
        wording,
        "paste",
        later("tui.commands.promotion:_paste"),
        [
            channel,
            step,
            flag(wording, "dry-run", "dry_run"),
            json_option(wording),
            click.Argument(["file"], metavar=say("cli.metavar.file"), default="-"),
        ],
    )
    add(group, wording, "withdraw", later("tui.commands.promotion:_withdraw"), [ids("articles")])
    add(
        group,
        wording,
        "excellent",
        later("tui.commands.promotion:_excellent"),
        [flag(wording, "undo", "not_excellent"), ids()],
    )
    name = click.Argument(["name"], metavar=say("cli.metavar.name"))
    params = [name, flag(wording, "everyone", "everyone"), flag(wording, "remove", "remove")]
    add(group, wording, "channel", later("tui.commands.promotion:_channel"), params)
    return group
