"""`sixones notice`: this year's notice read, shown, checked and compared with the last one."""

from __future__ import annotations

import click

from store.notice.reading.figures import KEYS
from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("notice", wording)
    as_json, file = json_option(wording), say("cli.metavar.file")
    values = click.Option(
        ["--set", "given"],
        multiple=True,
        metavar=say("cli.metavar.key_value"),
        help=say("cli.option.notice_set", keys=", ".join(KEYS)),
    )
    add(
        group,
        wording,
        "read",
        later("tui.commands.notice:_read"),
        [
            click.Argument(["file"], metavar=file),
            values,
            flag(wording, "yes", "notice_yes"),
            option(wording, "output", "file", "notice_output"),
            as_json,
        ],
    )
    add(group, wording, "show", later("tui.commands.notice:_show"), [as_json])
    add(
        group,
        wording,
        "check",
        later("tui.commands.notice:_check"),
        [click.Argument(["file"], metavar=file)],
    )
    before = click.Argument(["before"], metavar=file)
    after = click.Argument(["after"], required=False, metavar=f"[{file}]")
    add(group, wording, "diff", later("tui.commands.notice:_diff"), [before, after, as_json])
    return group
