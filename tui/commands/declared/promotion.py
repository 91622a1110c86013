"""`sixones promotion`: articles on channels, excellent cases, added channels (notice 一.3)."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit

_STEPS = ("submitted", "published")


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("promotion")
    step = kit.option("step", "", "step", type=click.Choice(_STEPS), default="published")
    channel = kit.option("channel", "ID", "channel", default="wechat")
    kit.add(group, "list", "tui.commands.promotion:_list", kit.json)
    kit.add(
        group,
        "add",
        "tui.commands.promotion:_add",
        channel,
        step,
        kit.option("url", "URL", "url"),
        kit.option("date", "when", "article_day"),
        kit.option("title", "text", "title"),
        kit.ids(),
    )
    kit.add(
        group,
        "paste",
        "tui.commands.promotion:_paste",
        channel,
        step,
        kit.flag("dry-run", "dry_run"),
        kit.json,
        kit.argument("file", "file", default="-"),
    )
    kit.add(group, "withdraw", "tui.commands.promotion:_withdraw", kit.ids("articles"))
    kit.add(
        group,
        "excellent",
        "tui.commands.promotion:_excellent",
        kit.flag("undo", "not_excellent"),
        kit.ids(),
    )
    name = kit.argument("name", "name")
    params = [name, kit.flag("everyone", "everyone"), kit.flag("remove", "remove")]
    kit.add(group, "channel", "tui.commands.promotion:_channel", *params)
    return group
