"""`sixones form`: evaluation forms (notice 一.4, 三.4): receive, list, bind to a session."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from mailsync.submission.form import write_forms
from mailsync.sync.filled_form import take_filled
from store.db.acts import subject
from store.db.database import Store, open_store
from store.db.decisions import Marking, live_decisions
from store.errors import UsageError
from store.items.sessions import Session, bind_form, receive_forms, sessions_of
from store.notice.when import parse_when
from store.roster.stored import load_roster
from store.views.items.sharing import sharing
from tui.base.worded_facts import finding_words
from tui.commands.kit.at_work import at_work, lines
from tui.commands.kit.call import current_call, print_json


@click.pass_context
def _list(ctx: click.Context, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        view = sharing(store, workspace, now=call.now())
    if as_json:
        print_json(
            [
                {
                    "file": one.subject,
                    "path": one.path,
                    "from": one.sender,
                    "received": one.received_at.isoformat() if one.received_at else None,
                    "branches": list(one.branch_ids),
                    "session": one.session_id,
                    "waiting": one.waiting,
                    "candidates": list(one.candidates),
                    "fields": [{"label": label, "value": value} for label, value in one.fields],
                    "findings": [found.code for found in one.findings],
                }
                for one in view.forms
            ]
        )
        return 0
    lines(
        call,
        [
            (
                one.subject,
                one.path.rsplit("/", 1)[-1],
                one.session_id or ",".join(one.candidates) or call.say("cli.none"),
                call.say("form_state.waiting" if one.waiting else "form_state.bound"),
                " ".join(finding_words(found, call.wording) for found in one.findings),
            )
            for one in view.forms
        ],
    )
    return 0


@click.pass_context
def _write(ctx: click.Context, session_id: str, folder: str | None) -> int:
    with at_work(ctx) as (call, workspace, store):
        written = write_forms(
            workspace,
            store,
            _session(store, session_id),
            call.wording,
            folder=Path(folder).expanduser() if folder else None,
            at=call.now(),
            who=call.who,
        )
    for path in written:
        click.echo(call.say("cli.form.written", file=str(path)))
    click.echo(call.say("cli.form.take_by", id=session_id))
    return 0


@click.pass_context
def _take(ctx: click.Context, session_id: str) -> int:
    with at_work(ctx) as (call, workspace, store):
        session = _session(store, session_id)
        taken = take_filled(workspace, store, session, at=call.now(), who=call.who)
    for path in taken:
        click.echo(call.say("cli.form.bound", file=path, id=session_id))
    return 0


def _session(store: Store, session_id: str) -> Session:
    found = sessions_of(live_decisions(store)).get(session_id)
    if found is None:
        raise UsageError("session.unknown", session=session_id)
    return found


@click.pass_context
def _bind(ctx: click.Context, file: str, session_id: str) -> int:
    with at_work(ctx) as (call, workspace, store):
        now = call.now()
        view = sharing(store, workspace, now=now)
        form = next((one for one in view.forms if one.subject == file), None)
        if form is None:
            raise UsageError("form.file", file=file)
        row = next((one for one in view.sessions if one.session.id == session_id), None)
        if row is None:
            raise UsageError("session.unknown", session=session_id)
        dates = workspace.notice.dates
        day = dates.day(form.received_at or now)
        bind_form(store, file, row.session, day=day, marking=Marking(now, call.who))
    click.echo(call.say("cli.form.bound", file=form.path, id=session_id))
    return 0


@click.pass_context
def _receive(
    ctx: click.Context,
    branches: tuple[str, ...],
    sessions: tuple[str, ...],
    on_paper: bool,
    day: str | None,
) -> int:
    if not branches and not sessions:
        raise UsageError("form.whose")
    call = current_call(ctx)
    workspace = call.workspace()
    dates = workspace.notice.dates
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
            day=parse_when(day, dates.zone, now=now).date() if day else dates.day(now),
            marking=Marking(now, call.who),
        )
    click.echo(call.say("cli.form.received", n=len(branches) + len(sessions)))
    return 0
