"""`sixones task`: who does what by when: a mail, a branch or a finding in somebody's hand."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("task")
    subjects = kit.argument("subjects", "subject...", nargs=-1, required=True)
    kit.add(
        group,
        "list",
        "tui.commands.task:_list",
        kit.flag("mine", "task_mine"),
        kit.flag("due", "task_due"),
        kit.json,
    )
    kit.add(
        group,
        "give",
        "tui.commands.task:_give",
        subjects,
        kit.option("to", "name", "task_to", required=True),
        kit.option("until", "when", "task_until"),
        kit.option("text", "text", "task_text"),
        kit.json,
    )
    kit.add(group, "done", "tui.commands.task:_done", subjects, kit.json)
    return group
