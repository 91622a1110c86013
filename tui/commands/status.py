"""`sixones status`: the board as a calm table, or as JSON."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import click

from store.db.database import open_store
from store.model import State
from store.notice.calendar import load_calendar
from store.notice.deadline import Countdown, countdown, describe_countdown
from store.notice.own_words import own_wording
from store.notice.when import parse_when
from store.text.visible import visible
from store.views.board.columns import shown_columns
from store.views.board.dashboard import dashboard
from store.views.board.types import BranchRow, DashboardView
from store.workspace.workspace import Workspace
from tui.base import cells
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.work.old_notice import notice_warning
from tui.commands.work.status_json import detail_words, status_json

if TYPE_CHECKING:
    from datetime import datetime

_NAME_WIDTH = 34
_BAR_WIDTH = 20


@click.pass_context
def _status(ctx: click.Context, as_json: bool, as_of: str | None) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    dates = workspace.notice.dates
    now = call.now()
    if as_of:
        now = parse_when(as_of, dates.zone, end_of_work=dates.end_of_work, now=now)
    view = read_board(workspace, now)
    if as_json:
        print_json(status_json(view, call.wording))
    else:
        for line in status_lines(view, workspace, call):
            click.echo(line)
    return 0


def read_board(workspace: Workspace, now: datetime) -> DashboardView:
    """Read the board of a workspace as of a moment."""
    with contextlib.closing(open_store(workspace.database)) as store:
        return dashboard(store, workspace, now=now)


def status_lines(view: DashboardView, workspace: Workspace, call: Call) -> list[str]:
    """Word the board: head, progress, one table for each sub-committee, what waits."""
    notice, settings = workspace.notice, workspace.settings
    call = replace(call, wording=own_wording(call.wording, notice))
    say = call.say
    dates = notice.dates
    mail = settings.mail
    mailbox = mail.user if mail.kind == "imap" else mail.path
    last = view.sync.last_good
    lines = [
        say("cli.status.notice", title=notice.title, number=notice.number),
        *notice_warning(workspace, call),
        say("cli.status.archived", as_of=dates.minute(call.now()))
        if workspace.archived
        else say(
            "cli.status.mailbox",
            mailbox=mailbox,
            synced=dates.minute(last) if last else say("cli.never"),
        ),
        *_deadline_lines(view, workspace, call),
        "",
        *_progress_lines(view, call),
    ]
    if not view.rows:
        return [*lines, "", say("cli.status.no_roster")]
    widths = _widths(view, call)
    for name, rows in groupby(view.rows, key=lambda row: row.sub_committee.name):
        lines += ["", *_table(visible(name), list(rows), widths, call)]
    waiting = say(
        "cli.status.waiting",
        queue=view.queue,
        mails=view.queue_mails,
        links=view.links,
        problems=view.problems,
    )
    return [*lines, "", _legend(call), waiting, *_words_and_tasks(view, call)]


def _words_and_tasks(view: DashboardView, call: Call) -> list[str]:
    """The mails of words that want something, and what people have in hand by today."""
    lines = []
    if view.messages:
        lines.append(
            call.say("cli.status.messages", n=view.messages, waiting=view.messages_waiting)
        )
    if view.tasks:
        due = [one.task for one in view.tasks if one.task.due(view.today)]
        mine = sum(one.is_of(call.who) for one in due)
        lines.append(call.say("cli.status.tasks", n=len(view.tasks), due=len(due), mine=mine))
    return lines


def _deadline_lines(view: DashboardView, workspace: Workspace, call: Call) -> list[str]:
    """Every date with its countdown: the office's own, the notice's, those of items 3 to 6."""
    dates = workspace.notice.dates

    def line(code: str, until: datetime, left: Countdown, **more: str) -> str:
        at = dates.local(until).strftime("%Y-%m-%d %H:%M")
        said = describe_countdown(left, call.wording)
        return call.say(code, deadline=at, until=at, countdown=said, left=said, **more)

    if workspace.office == "department":
        lines = [line("cli.status.deadline", view.deadline, view.countdown)]
    else:
        due = workspace.settings.deadline
        calendar = load_calendar(dates, workspace.days)
        lines = [
            line("cli.status.own_deadline", view.deadline, view.countdown),
            line("cli.status.handing_on", due, countdown(view.as_of, due, calendar=calendar)),
        ]
    for one in view.dues:
        item = call.say(f"cli.column.{one.item}")
        lines.append(line("cli.status.due", one.until, one.countdown, item=item))
    return lines


def _legend(call: Call) -> str:
    names = (
        f"{call.say(f'state.{state}')} {call.say(f'state_name.{state}')}"
        for state in State
        if state is not State.ABSENT
    )
    return "  ".join((*names, call.say("cli.status.late")))


def _progress_lines(view: DashboardView, call: Call) -> list[str]:
    names = {entry.item: call.say(f"cli.column.{entry.item}") for entry in view.progress}
    width = max(map(cells.width_of, names.values()))
    lines = []
    for entry in view.progress:
        filled = _BAR_WIDTH * entry.done // entry.total if entry.total else 0
        bar = "#" * filled + "-" * (_BAR_WIDTH - filled)
        figure = f"{entry.done}/{entry.total}"
        if not entry.ours:
            figure = call.say("submission_cell.department")
        lines.append(f"{cells.pad(names[entry.item], width)}  [{bar}]  {figure}")
    return lines


def _cells(row: BranchRow, call: Call) -> list[str]:
    texts = [cells.crop(visible(row.branch.name), _NAME_WIDTH)]
    for cell in map(row.cell, shown_columns([row])):
        late = call.say("cli.late") if cell.late else ""
        words = (call.say(f"state.{cell.state}"), detail_words(cell.detail, call.wording), late)
        texts.append(" ".join(filter(None, words)))
    return texts


def _heads(rows: Sequence[BranchRow], call: Call) -> list[str]:
    return [call.say(f"cli.column.{column}") for column in shown_columns(rows)]


def _widths(view: DashboardView, call: Call) -> list[int]:
    """One set of widths for all tables, so that columns stand under each other."""
    rows = [_cells(row, call) for row in view.rows]
    heads = _heads(view.rows, call)
    rows.append(["", *heads])
    blank = [""] * len(heads)
    rows += [[cells.crop(visible(r.sub_committee.name), _NAME_WIDTH), *blank] for r in view.rows]
    return [max(map(cells.width_of, column)) for column in zip(*rows, strict=True)]


def _table(name: str, rows: list[BranchRow], widths: list[int], call: Call) -> list[str]:
    head = [cells.crop(name, _NAME_WIDTH), *_heads(rows, call)]
    return [
        "  ".join(map(cells.pad, texts, widths)).rstrip()
        for texts in (head, *(_cells(row, call) for row in rows))
    ]
