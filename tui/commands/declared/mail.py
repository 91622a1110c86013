"""`sixones mail`: mails of words (来信): list and read them, answer, settle."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    group = WordedGroup("mail", wording)
    as_json = json_option(wording)
    one = click.Argument(["mail_id"], type=int, metavar="ID")
    some = click.Argument(["mail_ids"], type=int, nargs=-1, required=True, metavar="ID...")
    everything = click.Option(
        ["--all", "everything"], is_flag=True, help=wording.say("cli.option.mail_all")
    )
    add(
        group,
        wording,
        "list",
        later("tui.commands.mail:_list"),
        [
            flag(wording, "waiting", "mail_waiting"),
            flag(wording, "mine", "task_mine"),
            everything,
            as_json,
        ],
    )
    add(group, wording, "show", later("tui.commands.mail:_show"), [one, as_json])
    text = option(wording, "text", "text", "mail_text", required=True)
    add(group, wording, "answer", later("tui.commands.mail:_answer"), [one, text, as_json])
    not_ours = flag(wording, "not-ours", "mail_not_ours")
    add(group, wording, "settle", later("tui.commands.mail:_settle"), [some, not_ours, as_json])
    return group
