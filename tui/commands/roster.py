"""`sixones roster`: its commands, and `import`: what a file would change, then changing it."""

from __future__ import annotations

import contextlib

import click

from store.db.database import open_store
from store.errors import UsageError
from store.roster.importing import (
    RosterPlan,
    apply_plan,
    describe_plan,
    plan_import,
    read_files,
)
from store.roster.reader import RosterFile, SubCommitteeFile
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.commands import roster_check, roster_memory
from tui.commands.kit.call import Call, at_terminal, current_call
from tui.commands.kit.click_words import WordedCommand, WordedGroup


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("roster", wording)
    file = say("cli.metavar.file")
    group.add_command(
        WordedCommand(
            "roster import",
            wording,
            callback=_import,
            params=[
                click.Argument(["file"], metavar=file),
                click.Option(
                    ["--sub-committees", "sub_committees"],
                    metavar=file,
                    help=say("cli.option.sub_committees"),
                ),
                click.Option(["--dry-run"], is_flag=True, help=say("cli.option.dry_run")),
                click.Option(["--yes"], is_flag=True, help=say("cli.option.yes")),
                click.Option(
                    ["--reason"],
                    default="",
                    metavar=say("cli.metavar.text"),
                    help=say("cli.option.withdraw_reason"),
                ),
                click.Option(["--force"], is_flag=True, help=say("cli.option.force")),
            ],
        ),
        "import",
    )
    group.add_command(roster_check.command(wording), "check")
    group.add_command(roster_memory.command(wording), "memory")
    return group


@click.pass_context
def _import(
    ctx: click.Context,
    file: str,
    sub_committees: str | None,
    dry_run: bool,
    yes: bool,
    reason: str,
    force: bool,
) -> int:
    if not (dry_run or yes or at_terminal()):
        raise UsageError("roster.nobody_to_ask")
    call = current_call(ctx)
    workspace = call.workspace()
    roster, units = read_files(file, sub_committees)
    with contextlib.closing(open_store(workspace.database)) as store:
        plan = plan_import(store, roster, units)
        for line in describe_plan(plan, call.wording, longest=None if dry_run else 40):
            click.echo(line)
        if dry_run:
            return to_look_at(plan)
        if plan.empty:
            click.echo(call.say("cli.roster.same"))
            return to_look_at(plan)
        if not yes and not call.confirmed(call.say("cli.roster.question")):
            click.echo(call.say("cli.roster.left"))
            return 0
        apply_plan(store, plan, at=call.now(), actor=call.who, reason=reason, force=force)
        click.echo(call.say("cli.roster.done"))
    return to_look_at(plan)


def import_first(
    call: Call,
    workspace: Workspace,
    roster: RosterFile | None,
    units: SubCommitteeFile | None,
) -> int:
    """Fill the roster of a new workspace; returns the exit code."""
    with contextlib.closing(open_store(workspace.database)) as store:
        plan = plan_import(store, roster, units)
        for line in describe_plan(plan, call.wording, longest=5):
            click.echo(line)
        apply_plan(store, plan, at=call.now(), actor=call.who)
    return to_look_at(plan)


def to_look_at(plan: RosterPlan) -> int:
    """1 where rows were left out, repeated, or had addresses that are none."""
    return 1 if plan.unreadable or plan.duplicates or plan.bad_addresses else 0
