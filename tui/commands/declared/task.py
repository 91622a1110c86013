"""`sixones task`: who does what by when: a mail, a branch or a finding in somebody's hand."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    group = WordedGroup("task", wording)
    as_json = json_option(wording)
    subjects = click.Argument(
        ["subjects"], nargs=-1, required=True, metavar=wording.say("cli.metavar.subject") + "..."
    )
    add(
        group,
        wording,
        "list",
        later("tui.commands.task:_list"),
        [flag(wording, "mine", "task_mine"), flag(wording, "due", "task_due"), as_json],
    )
    add(
        group,
        wording,
        "give",
        later("tui.commands.task:_give"),
        [
            subjects,
            option(wording, "to", "name", "task_to", required=True),
            option(wording, "until", "when", "task_until"),
            option(wording, "text", "text", "task_text"),
            as_json,
        ],
    )
    add(group, wording, "done", later("tui.commands.task:_done"), [subjects, as_json])
    return group
