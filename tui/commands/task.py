"""`sixones task`: who does what by when: a mail, a branch or a finding in somebody's hand."""

from __future__ import annotations

from collections.abc import Sequence

import click

from store.db.decisions import Marking
from store.decisions.tasks import finish, hand
from store.errors import UsageError
from store.notice.when import parse_day
from store.views.board.dashboard import dashboard
from tui.base.task_words import day_words
from tui.commands.kit.at_work import at_work, lines
from tui.commands.kit.call import Call, print_json
from tui.commands.work.tasks_json import named_task_json


@click.pass_context
def _list(ctx: click.Context, mine: bool, due: bool, as_json: bool) -> int:
    """Exit code 1 where something is due."""
    with at_work(ctx) as (call, workspace, store):
        view = dashboard(store, workspace, now=call.now(), who=call.who)
        today = workspace.notice.dates.day(call.now())
    shown = [
        one
        for one in view.tasks
        if (not mine or one.task.is_of(call.who)) and (not due or one.task.due(today))
    ]
    if as_json:
        print_json([named_task_json(one, today) for one in shown])
    else:
        lines(
            call,
            [
                (
                    one.task.subject,
                    one.task.to,
                    day_words(one.task, today, call.wording),
                    one.about,
                    one.task.text,
                )
                for one in shown
            ],
        )
    return int(any(one.task.due(today) for one in shown))


@click.pass_context
def _give(
    ctx: click.Context,
    subjects: tuple[str, ...],
    to: str,
    until: str | None,
    text: str | None,
    as_json: bool,
) -> int:
    with at_work(ctx) as (call, workspace, store):
        dates = workspace.notice.dates
        today = dates.day(call.now())
        batch = hand(
            store,
            _whole(subjects),
            to=to,
            day=parse_day(until, today, dates.zone) if until else None,
            text=text or "",
            marking=Marking(call.now(), call.who),
        )
    return _told(call, as_json, "given", _whole(subjects), batch)


@click.pass_context
def _done(ctx: click.Context, subjects: tuple[str, ...], as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        known = {one.task.subject for one in dashboard(store, workspace, now=call.now()).tasks}
        for name in _whole(subjects):
            if name not in known:
                raise UsageError("task.nothing", subject=name)
        batch = finish(store, _whole(subjects), marking=Marking(call.now(), call.who))
    return _told(call, as_json, "done", _whole(subjects), batch)


def _whole(subjects: Sequence[str]) -> tuple[str, ...]:
    """Subjects as they are kept; a bare number is that of a mail."""
    return tuple(f"mail:{one}" if one.isdecimal() else one for one in subjects)


def _told(call: Call, as_json: bool, what: str, subjects: Sequence[str], batch: str) -> int:
    if as_json:
        print_json({"subjects": [*subjects], "batch": batch})
    else:
        click.echo(call.say(f"cli.task.{what}", n=len(subjects)))
    return 0
