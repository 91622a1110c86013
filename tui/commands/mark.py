"""`sixones mark`: what staff decide on the board and in the inbox, from the command line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from mailsync.sync.sync import relearn
from store.db.acts import Act, subject
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide, latest_batch, undo
from store.decisions.marks import (
    accept,
    dated_items,
    extend,
    mark_own_item,
    note,
    set_due,
    vet,
    withdraw,
)
from store.errors import UsageError
from store.model import FileKind, Item
from store.notice.when import parse_until
from store.roster.stored import StoredRoster, load_roster
from store.text.visible import visible
from store.views.board.dashboard import dashboard
from store.views.inbox.queue import arrived_files
from store.workspace.workspace import Workspace
from tui.commands.kit.at_work import at_work, lines
from tui.commands.kit.call import Call, print_json

if TYPE_CHECKING:
    from datetime import date, datetime

_JUDGED = (Item.PLAN, Item.VIDEO)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One command at work: the call, its workspace and Store, and who marks when."""

    call: Call
    workspace: Workspace
    store: Store
    by: Marking

    def moment(self, text: str, *, base: datetime | None = None) -> datetime:
        """Read a moment as on the board: a bare day is its end of work, +3 counts from `base`,
        which is now unless given."""
        dates = self.workspace.notice.dates
        end_of_work, now = dates.end_of_work, self.by.at
        return parse_until(text, base or now, dates.zone, end_of_work=end_of_work, now=now)

    def day(self, text: str | None) -> date:
        """Read a day; today where none is given."""
        dates = self.workspace.notice.dates
        return (self.moment(text) if text else dates.local(self.by.at)).date()

    def roster(self) -> StoredRoster:
        """The roster in the scope of this run."""
        return load_roster(self.store, scope=self.workspace.settings.scope)


@contextlib.contextmanager
def _desk(ctx: click.Context) -> Iterator[_Desk]:
    with at_work(ctx) as (call, workspace, store):
        yield _Desk(call, workspace, store, Marking(call.now(), call.who))


def _told(desk: _Desk, as_json: bool, act: str, marked: Iterable[str], batch: str) -> int:
    """Say what was marked; `batch` is what `mark undo` takes back."""
    names = list(marked)
    if as_json:
        print_json({"act": act, "marked": names, "batch": batch})
    else:
        click.echo(desk.call.say(f"cli.mark.{act}", n=len(names)))
    return 0


def _branches(desk: _Desk, branch_ids: Sequence[str]) -> tuple[str, ...]:
    """The given ids, each once.

    Raises:
        UsageError: `mark.branch` for one that does not take part.
    """
    known = {branch.id for branch in desk.roster().active}
    for branch_id in branch_ids:
        if branch_id not in known:
            raise UsageError("mark.branch", branch=branch_id)
    return tuple(dict.fromkeys(branch_ids))


@click.pass_context
def _vet(
    ctx: click.Context,
    branches: tuple[str, ...],
    by: str | None,
    date: str | None,
    reason: str | None,
    as_json: bool,
) -> int:
    with _desk(ctx) as desk:
        marked = _branches(desk, branches)
        batch = vet(
            desk.store,
            marked,
            by=by or "",
            day=desk.day(date),
            reason=reason or "",
            marking=desk.by,
        )
        return _told(desk, as_json, "vet", marked, batch)


@click.pass_context
def _accept(
    ctx: click.Context,
    branches: tuple[str, ...],
    item: str | None,
    findings: tuple[str, ...],
    reason: str,
    as_json: bool,
) -> int:
    with _desk(ctx) as desk:
        marked = _branches(desk, branches)
        view = dashboard(desk.store, desk.workspace, now=desk.by.at)
        columns = _JUDGED if item is None else (item,)
        pairs = [
            (cell.file, code)
            for row in view.rows
            if row.branch.id in marked
            for cell in (row.cell(column) for column in columns)
            if cell.file is not None
            for code in cell.judged
            if not findings or code in findings
        ]
        if not pairs:
            raise UsageError("mark.nothing_open")
        batch = accept(desk.store, pairs, reason=reason, marking=desk.by)
        accepted = [f"{file} {code}" for file, code in pairs]
        return _told(desk, as_json, "accept", accepted, batch)


@click.pass_context
def _extend(
    ctx: click.Context,
    branches: tuple[str, ...],
    until: str,
    units: bool,
    reason: str,
    as_json: bool,
) -> int:
    with _desk(ctx) as desk:
        marked = _branches(desk, branches)
        subjects = [subject("branch", branch_id) for branch_id in marked]
        if units:
            unit_of = {branch.id: branch.sub_committee_id for branch in desk.roster().active}
            marked = tuple(dict.fromkeys(unit_of[branch_id] for branch_id in marked))
            subjects = [subject("sub_committee", unit_id) for unit_id in marked]
        deadline = desk.workspace.asked_by
        moment = desk.moment(until, base=deadline)
        batch = extend(
            desk.store, subjects, moment, deadline=deadline, reason=reason, marking=desk.by
        )
        return _told(desk, as_json, "extend", marked, batch)


@click.pass_context
def _note(ctx: click.Context, branches: tuple[str, ...], text: str, as_json: bool) -> int:
    with _desk(ctx) as desk:
        marked = _branches(desk, branches)
        batch = note(desk.store, marked, text, marking=desk.by)
        return _told(desk, as_json, "note", marked, batch)


@click.pass_context
def _due(
    ctx: click.Context, item: str, until: str | None, reason: str | None, as_json: bool
) -> int:
    with _desk(ctx) as desk:
        moment = desk.moment(until) if until else None
        dated = dated_items(desk.workspace.notice)
        batch = set_due(desk.store, item, moment, reason=reason or "", marking=desk.by, dated=dated)
        return _told(desk, as_json, "due" if moment else "no_due", (item,), batch)


@click.pass_context
def _own_item(
    ctx: click.Context,
    item: str,
    branches: tuple[str, ...],
    not_done: bool,
    date: str | None,
    reason: str | None,
    as_json: bool,
) -> int:
    with _desk(ctx) as desk:
        marked = _branches(desk, branches)
        batch = mark_own_item(
            desk.store,
            desk.workspace.notice,
            item,
            marked,
            done=not not_done,
            day=desk.day(date),
            reason=reason or "",
            marking=desk.by,
        )
        return _told(desk, as_json, "not_done" if not_done else "item", marked, batch)


@click.pass_context
def _withdraw(
    ctx: click.Context,
    branches: tuple[str, ...],
    date: str | None,
    reason: str,
    as_json: bool,
) -> int:
    with _desk(ctx) as desk:
        marked = _branches(desk, branches)
        batch = withdraw(desk.store, marked, day=desk.day(date), reason=reason, marking=desk.by)
        return _told(desk, as_json, "withdraw", marked, batch)


@click.pass_context
def _files(ctx: click.Context, everything: bool, as_json: bool) -> int:
    with _desk(ctx) as desk:
        arrived = arrived_files(desk.store, desk.workspace, now=desk.by.at)
    found = [one for one in arrived if everything or one.waiting]
    if as_json:
        print_json(
            [
                {
                    "id": one.entry.credit.subject,
                    "path": one.entry.credit.path,
                    "kind": one.entry.credit.kind,
                    "waiting": one.waiting,
                    "branches": list(one.entry.credit.branch_ids),
                    "candidates": list(one.candidates),
                    "mail": one.entry.received.mail_id,
                    "subject": one.entry.received.subject,
                    "sender": one.entry.received.sender_email,
                }
                for one in found
            ]
        )
        return 0
    lines(
        desk.call,
        [
            (
                one.entry.credit.subject,
                desk.call.say(f"kind.{one.entry.credit.kind}"),
                visible(one.entry.credit.path),
                visible(one.entry.received.subject),
            )
            for one in found
        ],
    )
    return 0


def _kinds(desk: _Desk, names: Sequence[str]) -> dict[str, FileKind]:
    """The kinds of the files named, as they are credited or proposed now.

    Raises:
        UsageError: `mark.file` for a name that no file or link bears.
    """
    arrived = arrived_files(desk.store, desk.workspace, now=desk.by.at)
    known = {one.entry.credit.subject: one.entry.credit.kind for one in arrived}
    for name in names:
        if name not in known:
            raise UsageError("mark.file", file=name)
    return {name: known[name] for name in dict.fromkeys(names)}


def _decided(desk: _Desk, drafts: Sequence[Draft]) -> str:
    """Decide on files, and judge what waits anew by what that teaches, as the inbox does."""
    batch = decide(desk.store, drafts, at=desk.by.at, who=desk.by.who)
    relearn(desk.workspace, desk.store, at=desk.by.at)
    return batch


@click.pass_context
def _credit(
    ctx: click.Context,
    files: tuple[str, ...],
    branches: tuple[str, ...],
    kind: str | None,
    as_json: bool,
) -> int:
    with _desk(ctx) as desk:
        owners = list(_branches(desk, branches))
        kinds = _kinds(desk, files)
        drafts = [
            Draft(Act.CREDIT, name, {"branch_ids": list(owners), "kind": kind or known})
            for name, known in kinds.items()
        ]
        batch = _decided(desk, drafts)
        return _told(desk, as_json, "credit", kinds, batch)


@click.pass_context
def _not_ours(ctx: click.Context, files: tuple[str, ...], remember: bool, as_json: bool) -> int:
    with _desk(ctx) as desk:
        kinds = _kinds(desk, files)
        drafts = [Draft(Act.NOT_OURS, name, {"remember": remember}) for name in kinds]
        batch = _decided(desk, drafts)
        return _told(desk, as_json, "not_ours", kinds, batch)


@click.pass_context
def _undo(ctx: click.Context, as_json: bool) -> int:
    with _desk(ctx) as desk:
        batch = latest_batch(desk.store, who=desk.by.who)
        if batch is None:
            raise UsageError("mark.nothing_to_undo")
        undo(desk.store, batch, at=desk.by.at, who=desk.by.who)
        return _told(desk, as_json, "undo", (), batch)
