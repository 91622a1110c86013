"""`sixones form receive`: mark an evaluation form as handed in (notice 一.4, 三.4)."""

from __future__ import annotations

import contextlib

import click

from store.errors import UsageError
from store.wording import Wording
from tui.commands.call import current_call
from tui.commands.worded import WordedCommand, WordedGroup


def command(wording: Wording) -> click.Command:
    """Make the group with its one command."""
    say = wording.say
    group = WordedGroup("form", wording)
    group.add_command(
        WordedCommand(
            "form receive",
            wording,
            callback=_receive,
            params=[
                click.Option(
                    ["--branch", "branches"],
                    multiple=True,
                    metavar="ID",
                    help=say("cli.option.form_branch"),
                ),
                click.Option(
                    ["--session", "sessions"],
                    multiple=True,
                    metavar="ID",
                    help=say("cli.option.form_session"),
                ),
                click.Option(["--on-paper"], is_flag=True, help=say("cli.option.on_paper")),
                click.Option(
                    ["--date", "day"],
                    metavar=say("cli.metavar.when"),
                    help=say("cli.option.form_day"),
                ),
            ],
        ),
        "receive",
    )
    return group


@click.pass_context
def _receive(
    ctx: click.Context,
    branches: tuple[str, ...],
    sessions: tuple[str, ...],
    on_paper: bool,
    day: str | None,
) -> int:
    from store.acts import subject
    from store.db import open_store
    from store.decisions import live_decisions
    from store.sessions import receive_forms, sessions_of
    from store.stored_roster import load_roster
    from store.when import parse_when

    if not branches and not sessions:
        raise UsageError("form.whose")
    call = current_call(ctx)
    workspace = call.workspace()
    zone = workspace.notice.dates.zone
    now = call.now()
    with contextlib.closing(open_store(workspace.database)) as store:
        roster = load_roster(store, scope=workspace.settings.scope)
        known_branches = {branch.id for branch in roster.branches}
        known_units = {unit.id for unit in roster.sub_committees}
        known_sessions = {
            name
            for name, session in sessions_of(live_decisions(store)).items()
            if session.sub_committee_id in known_units
        }
        for branch in branches:
            if branch not in known_branches:
                raise UsageError("form.branch", branch=branch)
        for session in sessions:
            if session not in known_sessions:
                known = ", ".join(sorted(known_sessions)) or call.say("cli.none")
                raise UsageError("form.session", session=session, known=known)
        receive_forms(
            store,
            [subject("branch", name) for name in branches]
            + [subject("session", name) for name in sessions],
            on_paper=on_paper,
            day=parse_when(day, zone).date() if day else now.astimezone(zone).date(),
            at=now,
            who=call.who,
        )
    click.echo(call.say("cli.form.received", n=len(branches) + len(sessions)))
    return 0
