"""`sixones mark`: what staff decide on the board and in the inbox, from the command line."""

from __future__ import annotations

import click

from store.text.kinds import FileKind, Item
from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("mark")
    reason = kit.option("reason", "text", "mark_reason")
    must_reason = kit.option("reason", "text", "mark_reason", required=True)
    day = kit.option("date", "when", "mark_date")
    until = kit.option("until", "when", "mark_until", required=True)
    by = kit.option("by", "name", "mark_by")
    kit.add(group, "vet", "tui.commands.mark:_vet", kit.ids(), by, day, reason, kit.json)
    kit.add(
        group,
        "accept",
        "tui.commands.mark:_accept",
        kit.ids(),
        kit.option("item", "", "mark_item", type=click.Choice([str(Item.PLAN), str(Item.VIDEO)])),
        kit.option("finding", "CODE", "mark_finding", to="findings", multiple=True),
        must_reason,
        kit.json,
    )
    units = kit.flag("units", "mark_units")
    kit.add(
        group, "extend", "tui.commands.mark:_extend", kit.ids(), until, units, must_reason, kit.json
    )
    text = kit.option("text", "text", "mark_text", required=True)
    kit.add(group, "note", "tui.commands.mark:_note", kit.ids(), text, kit.json)
    kit.add(
        group,
        "due",
        "tui.commands.mark:_due",
        kit.argument("item", "item"),
        kit.option("until", "when", "mark_due_until"),
        reason,
        kit.json,
    )
    own = kit.argument("item", "item")
    not_done = kit.flag("not-done", "mark_not_done")
    kit.add(
        group,
        "item",
        "tui.commands.mark:_own_item",
        own,
        kit.ids(),
        not_done,
        day,
        reason,
        kit.json,
    )
    kit.add(group, "withdraw", "tui.commands.mark:_withdraw", kit.ids(), day, must_reason, kit.json)
    everything = kit.flag("all", "mark_all", to="everything")
    kit.add(group, "files", "tui.commands.mark:_files", everything, kit.json)
    kind = kit.option("kind", "", "mark_kind", type=click.Choice([str(kind) for kind in FileKind]))
    to = kit.option("branch", "ID", "mark_branch", to="branches", multiple=True, required=True)
    kit.add(group, "credit", "tui.commands.mark:_credit", kit.ids("files"), to, kind, kit.json)
    remember = kit.flag("remember", "mark_remember")
    kit.add(group, "not-ours", "tui.commands.mark:_not_ours", kit.ids("files"), remember, kit.json)
    kit.add(group, "undo", "tui.commands.mark:_undo", kit.json)
    return group
