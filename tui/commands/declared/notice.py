"""`sixones notice`: this year's notice read, shown, checked and compared with the last one."""

from __future__ import annotations

import click

from store.notice.reading.figures import KEYS
from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    say = wording.say
    group = kit.group("notice")
    values = click.Option(
        ["--set", "given"],
        multiple=True,
        metavar=say("cli.metavar.key_value"),
        help=say("cli.option.notice_set", keys=", ".join(KEYS)),
    )
    kit.add(
        group,
        "read",
        "tui.commands.notice:_read",
        kit.argument("file", "file"),
        values,
        kit.flag("yes", "notice_yes"),
        kit.option("output", "file", "notice_output"),
        kit.json,
    )
    kit.add(group, "show", "tui.commands.notice:_show", kit.json)
    kit.add(group, "check", "tui.commands.notice:_check", kit.argument("file", "file"))
    before = kit.argument("before", "file")
    after = kit.argument("after", "[file]", required=False)
    kit.add(group, "diff", "tui.commands.notice:_diff", before, after, kit.json)
    return group
