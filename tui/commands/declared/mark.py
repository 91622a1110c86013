"""`sixones mark`: what staff decide on the board and in the inbox, from the command line."""

from __future__ import annotations

import click

from store.text.kinds import FileKind, Item
from store.text.wording import Wording
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, ids, json_option, option
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    group = WordedGroup("mark", wording)
    as_json = json_option(wording)
    reason = option(wording, "reason", "text", "mark_reason")
    must_reason = option(wording, "reason", "text", "mark_reason", required=True)
    day = option(wording, "date", "when", "mark_date")
    until = option(wording, "until", "when", "mark_until", required=True)
    by = option(wording, "by", "name", "mark_by")
    add(group, wording, "vet", later("tui.commands.mark:_vet"), [ids(), by, day, reason, as_json])
    add(
        group,
        wording,
        "accept",
        later("tui.commands.mark:_accept"),
        [
            ids(),
            click.Option(
                ["--item"],
                type=click.Choice([str(Item.PLAN), str(Item.VIDEO)]),
                help=wording.say("cli.option.mark_item"),
            ),
            click.Option(
                ["--finding", "findings"],
                multiple=True,
                metavar="CODE",
                help=wording.say("cli.option.mark_finding"),
            ),
            must_reason,
            as_json,
        ],
    )
    units = flag(wording, "units", "mark_units")
    add(
        group,
        wording,
        "extend",
        later("tui.commands.mark:_extend"),
        [ids(), until, units, must_reason, as_json],
    )
    text = option(wording, "text", "text", "mark_text", required=True)
    add(group, wording, "note", later("tui.commands.mark:_note"), [ids(), text, as_json])
    add(
        group,
        wording,
        "due",
        later("tui.commands.mark:_due"),
        [
            click.Argument(["item"], metavar=wording.say("cli.metavar.item")),
            option(wording, "until", "when", "mark_due_until"),
            reason,
            as_json,
        ],
    )
    own = click.Argument(["item"], metavar=wording.say("cli.metavar.item"))
    not_done = flag(wording, "not-done", "mark_not_done")
    add(
        group,
        wording,
        "item",
        later("tui.commands.mark:_own_item"),
        [own, ids(), not_done, day, reason, as_json],
    )
    add(
        group,
        wording,
        "withdraw",
        later("tui.commands.mark:_withdraw"),
        [ids(), day, must_reason, as_json],
    )
    everything = click.Option(
        ["--all", "everything"], is_flag=True, help=wording.say("cli.option.mark_all")
    )
    add(group, wording, "files", later("tui.commands.mark:_files"), [everything, as_json])
    kind = click.Option(
        ["--kind"],
        type=click.Choice([str(kind) for kind in FileKind]),
        help=wording.say("cli.option.mark_kind"),
    )
    to = click.Option(
        ["--branch", "branches"],
        multiple=True,
        required=True,
        metavar="ID",
        help=wording.say("cli.option.mark_branch"),
    )
    add(
        group,
        wording,
        "credit",
        later("tui.commands.mark:_credit"),
        [ids("files"), to, kind, as_json],
    )
    remember = flag(wording, "remember", "mark_remember")
    add(
        group,
        wording,
        "not-ours",
        later("tui.commands.mark:_not_ours"),
        [ids("files"), remember, as_json],
    )
    add(group, wording, "undo", later("tui.commands.mark:_undo"), [as_json])
    return group
