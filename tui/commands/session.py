"""`sixones session add`: record a sharing session of a sub-committee (notice 一.4)."""

from __future__ import annotations

import contextlib

import click

from store.errors import UsageError
from store.wording import Wording
from tui.commands.call import current_call, print_json
from tui.commands.worded import WordedCommand, WordedGroup


def command(wording: Wording) -> click.Command:
    """Make the group with its one command."""
    say = wording.say
    group = WordedGroup("session", wording)
    name, when = say("cli.metavar.name"), say("cli.metavar.when")
    group.add_command(
        WordedCommand(
            "session add",
            wording,
            callback=_add,
            params=[
                click.Option(
                    ["--sub-committee", "sub_committee"],
                    required=True,
                    metavar=name,
                    help=say("cli.option.session_unit"),
                ),
                click.Option(
                    ["--date", "day"], required=True, metavar=when, help=say("cli.option.day")
                ),
                click.Option(
                    ["--place"], required=True, metavar=name, help=say("cli.option.place")
                ),
                click.Option(["--form"], required=True, metavar=name, help=say("cli.option.form")),
                click.Option(
                    ["--branch", "branches"],
                    required=True,
                    multiple=True,
                    metavar="ID",
                    help=say("cli.option.spoke"),
                ),
                click.Option(["--json", "as_json"], is_flag=True, help=say("cli.option.json")),
                click.Argument(["more_branches"], nargs=-1, metavar="[ID]..."),
            ],
        ),
        "add",
    )
    return group


@click.pass_context
def _add(
    ctx: click.Context,
    sub_committee: str,
    day: str,
    place: str,
    form: str,
    branches: tuple[str, ...],
    more_branches: tuple[str, ...],
    as_json: bool,
) -> int:
    from store.db import open_store
    from store.sessions import Session, new_session_id, save_session
    from store.stored_roster import find_sub_committee, load_roster
    from store.when import parse_when

    call = current_call(ctx)
    workspace = call.workspace()
    zone = workspace.notice.dates.zone
    now = call.now()
    held_on = parse_when(day, zone).date()
    with contextlib.closing(open_store(workspace.database)) as store:
        units = load_roster(store, scope=workspace.settings.scope).sub_committees
        unit = next((entry for entry in units if entry.id == sub_committee), None)
        unit = unit or find_sub_committee(units, sub_committee)
        if unit is None:
            raise UsageError("session.sub_committee", sub_committee=sub_committee)
        session = Session(
            id=new_session_id(),
            sub_committee_id=unit.id,
            date=held_on,
            place=place,
            form=form,
            status="held" if held_on <= now.astimezone(zone).date() else "planned",
            speakers=dict.fromkeys((*branches, *more_branches), "secretary"),
        )
        save_session(store, session, workspace.notice, at=now, who=call.who)
    if as_json:
        print_json({"session": session.id, "status": session.status})
    else:
        click.echo(
            call.say(
                f"cli.session.{session.status}",
                id=session.id,
                unit=unit.name,
                day=held_on.isoformat(),
                n=len(session.speakers),
            )
        )
    return 0
