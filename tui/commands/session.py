"""`sixones session`: sharing sessions (notice 一.4): add, list, set, import, export."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click
from msgspec.structs import replace

from store.db.database import open_store
from store.db.decisions import Marking, live_decisions
from store.errors import UsageError
from store.items.session_table import read_sessions, write_sessions
from store.items.sessions import (
    Session,
    Status,
    new_session_id,
    save_session,
    save_sessions,
    sessions_of,
)
from store.model import JsonValue
from store.notice.when import parse_when
from store.roster.stored import find_sub_committee, load_roster
from store.views.items.sharing import sharing
from tui.base.written import write_file
from tui.commands.kit.at_work import at_work, lines
from tui.commands.kit.call import current_call, print_json
from tui.commands.work.status_json import detail_words


@click.pass_context
def _list(ctx: click.Context, owing: bool, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        view = sharing(store, workspace, now=call.now())
    if owing:
        if as_json:
            print_json(
                [
                    {"branch": one.branch.id, "name": one.branch.name, "owes": one.owes}
                    for one in view.owing
                ]
            )
            return 0
        lines(
            call,
            [
                (
                    one.branch.id,
                    one.sub_committee.name,
                    one.branch.name,
                    call.say(f"owes.{one.owes}"),
                    detail_words(one.cell.detail, call.wording),
                )
                for one in view.owing
            ],
        )
        return 0
    if as_json:
        print_json([_as_json(row.session, row.forms) for row in view.sessions])
        return 0
    lines(
        call,
        [
            (
                row.session.id,
                row.sub_committee.name,
                row.session.date.isoformat(),
                row.session.place,
                row.session.form,
                call.say(f"session_status.{row.session.status}"),
                call.say("cli.session.counts", n=len(row.agenda), forms=row.forms),
            )
            for row in view.sessions
        ],
    )
    return 0


def _as_json(session: Session, forms: int) -> dict[str, JsonValue]:
    return {
        "session": session.id,
        "sub_committee": session.sub_committee_id,
        "date": session.date.isoformat(),
        "place": session.place,
        "form": session.form,
        "status": session.status,
        "precautions": session.precautions,
        "attendance": session.attendance,
        "speakers": dict(session.speakers),
        "forms": forms,
        "note": session.note,
    }


@click.pass_context
def _set(
    ctx: click.Context,
    session_id: str,
    status: Status | None,
    attendance: int | None,
    precautions: bool,
    note: str | None,
) -> int:
    with at_work(ctx) as (call, workspace, store):
        known = sessions_of(live_decisions(store)).get(session_id)
        if known is None:
            raise UsageError("session.unknown", session=session_id)
        changed = replace(
            known,
            status=status or known.status,
            attendance=known.attendance if attendance is None else attendance,
            precautions=known.precautions or precautions,
            note=known.note if note is None else note,
        )
        save_session(store, changed, workspace.notice, marking=Marking(call.now(), call.who))
    click.echo(call.say("cli.session.changed", id=session_id))
    return 0


@click.pass_context
def _export(ctx: click.Context, file: str) -> int:
    with at_work(ctx) as (call, workspace, store):
        roster = load_roster(store, scope=workspace.settings.scope)
        units = {unit.id for unit in roster.sub_committees}
        kept = [
            one
            for one in sessions_of(live_decisions(store)).values()
            if one.sub_committee_id in units
        ]
        write_file(Path(file).expanduser(), write_sessions(kept, roster))
    click.echo(call.say("cli.written", file=file))
    return 0


@click.pass_context
def _import(ctx: click.Context, file: str, dry_run: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        now = call.now()
        roster = load_roster(store, scope=workspace.settings.scope)
        found = read_sessions(
            Path(file).expanduser(),
            roster,
            workspace.notice,
            known=sessions_of(live_decisions(store)),
            today=workspace.notice.dates.day(now),
        )
        for problem in found.problems:
            click.echo(call.say(problem.code, **problem.params), err=True)
        if found.sessions and not dry_run:
            save_sessions(store, found.sessions, workspace.notice, marking=Marking(now, call.who))
    code = "cli.session.would_import" if dry_run else "cli.session.imported"
    click.echo(call.say(code, n=len(found.sessions), bad=len(found.problems)))
    return 1 if found.problems else 0


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
    call = current_call(ctx)
    workspace = call.workspace()
    dates = workspace.notice.dates
    now = call.now()
    held_on = parse_when(day, dates.zone, now=now).date()
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
            status="held" if held_on <= dates.day(now) else "planned",
            speakers=dict.fromkeys((*branches, *more_branches), "secretary"),
        )
        save_session(store, session, workspace.notice, marking=Marking(now, call.who))
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
