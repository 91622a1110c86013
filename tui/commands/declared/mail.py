"""`sixones mail`: mails of words (来信): list and read them, answer, settle."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("mail")
    one = kit.argument("mail_id", "ID", type=int)
    some = kit.argument("mail_ids", "ID...", type=int, nargs=-1, required=True)
    everything = kit.flag("all", "mail_all", to="everything")
    kit.add(
        group,
        "list",
        "tui.commands.mail:_list",
        kit.flag("waiting", "mail_waiting"),
        kit.flag("mine", "task_mine"),
        everything,
        kit.json,
    )
    kit.add(group, "show", "tui.commands.mail:_show", one, kit.json)
    text = kit.option("text", "text", "mail_text", required=True)
    kit.add(group, "answer", "tui.commands.mail:_answer", one, text, kit.json)
    not_ours = kit.flag("not-ours", "mail_not_ours")
    kit.add(group, "settle", "tui.commands.mail:_settle", some, not_ours, kit.json)
    return group
